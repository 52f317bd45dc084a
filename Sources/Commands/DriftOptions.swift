import ArgumentParser
import Connections
import Planning
import Reconciler

/// What `drift` looks at, and whom it tells.
struct DriftOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only connections whose declared or live name matches; may be given several times.",
            valueName: "name-glob"
        ),
        completion: .declaredNames()
    )
    var only: [String] = []

    @Flag(help: "Tell only what the last run of the stack did not find; needs a ledger.")
    var newOnly = false

    @Option(
        help: ArgumentHelp(
            "What to do with connections that are in no file, and that no apply would touch: report or ignore.",
            discussion: """
                'ignore' is for accounts of which these files declare a part: they are counted, and are no findings. What other \
                stacks of the same run declare is never reported.
                """
        )
    )
    var unmanaged = UnmanagedChoice.report

    @Flag(help: "Forget for this run what the ledger knows where the account has none of its connections; no warning.")
    var newAccount = false

    @Flag(
        help: ArgumentHelp(
            "Resolve references to secrets, to tell whether the files have others than were sent last.",
            discussion: """
                Without it a job needs no secrets, and none can get lost in it: secrets are never read from the account, so \
                that they are needed for this one question only, and it needs a ledger, too.
                """
        )
    )
    var withSecrets = false

    @Option(
        help: ArgumentHelp("Write the result as JUnit XML, a test case for each connection.", valueName: "file"),
        completion: .file()
    )
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Write metrics for the textfile collector of Prometheus' node exporter.",
            discussion: "The file is replaced as a whole, and may be read by everybody.",
            valueName: "file"
        ),
        completion: .file()
    )
    var metrics: String?

    @Option(
        help: ArgumentHelp(
            "Post a message to a webhook, in the form of Slack, when there are findings or the run failed.",
            discussion: """
                Better set PATCHBAY_NOTIFY: whoever knows the URL can post, and others of this machine see command lines.
                """,
            valueName: "url"
        )
    )
    var notify: String?

    @Option(
        help: ArgumentHelp("End with this instead of 2 when there are findings, 0 to 125.", valueName: "status")
    )
    var driftExitCode: Int32?

    func validate() throws {
        if let driftExitCode, !(0...125).contains(driftExitCode) {
            throw ValidationError("--drift-exit-code takes a status from 0 to 125, not \(driftExitCode)")
        }
    }

    var globs: [NameGlob] { only.map { NameGlob($0) } }

    /// The same for the reconciler, beside what the other stacks of the run declare.
    func scope(_ others: OtherDeclarations?) -> DriftScope {
        DriftScope(
            only: globs,
            newOnly: newOnly,
            isNewAccount: newAccount,
            ignoresUnmanaged: unmanaged == .ignore,
            comparesSecrets: withSecrets,
            others: others
        )
    }
}

/// What becomes of connections that are in no file.
enum UnmanagedChoice: String, ExpressibleByArgument, CaseIterable {
    case report
    case ignore
}
