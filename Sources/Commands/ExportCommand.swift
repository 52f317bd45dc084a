import ArgumentParser
import Connections
import Diagnostics
import Exporting
import PictoryAPI
import Reconciler
import Rendering
import Stacks

struct ExportCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        _superCommandName: CommandLineProgram.name,
        abstract: "Write the live connections as YAML, of which a plan has no changes.",
        discussion: """
            Reads the account and changes nothing there. Secrets cannot be read, so the entries take them from environment \
            variables that are named after the connections. A file that holds something else is never overwritten \
            without --force, and nothing is written where the files would be invalid together with what else is there. \
            With --force no file is overwritten by what is likely another account: one that has none of the connections \
            that the stack's ledger knows, or nothing to export at all.

            Exit status: 0 when a plan of the files has no changes, 2 when it has, since the folder says more than the export, \
            3 when the folder would be invalid, 5 when the account is likely another one.

            Examples:
              patchbay export
              patchbay export --out connections
              patchbay export --out connections --layout by-type
              patchbay export --out connections/marketing.yaml --only 'Marketing *'
            """
    )

    @Option(
        help: ArgumentHelp(
            "A folder, or a file that ends in .yaml or .yml; without it the YAML goes to standard output.",
            valueName: "path"
        ),
        completion: .file()
    )
    var out: String?

    @Option(
        help: ArgumentHelp(
            "The files of a folder: one, by-type (aws.yaml, vimeo.yaml) or by-connection (aws/marketing-assets.yaml).",
            valueName: "layout"
        )
    )
    var layout: ExportLayout?

    @Flag(
        help:
            "Overwrite files that hold something else, and remove those of an earlier export that are not of this one."
    )
    var force = false

    @Flag(help: "Overwrite files even where the account is likely another one, or has nothing to export.")
    var newAccount = false

    @Option(help: "Only connections of this type.")
    var type: ConnectionType?

    @Option(
        help: ArgumentHelp(
            "Only connections whose name matches; may be given several times.",
            valueName: "name-glob"
        ),
        completion: .declaredNames()
    )
    var only: [String] = []

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: ExportOptions

    func validate() throws {
        if force, out == nil { throw ValidationError("--force is about the files of --out, which is not given") }
        if newAccount, !force { throw ValidationError("--new-account is about the files that --force overwrites") }
    }

    var telling: Telling { Telling(output.talk, beginning: .account) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let target = try ExportTarget(out, layout, in: context.files)
        let talk = output.talk
        let command = StackCommand(context: context, output: talk, command: nil)
        let accounts = AccountOpening(context, connection, stacks: 1)
        let ledgers = LedgerOpening(context, ledger, for: .reading)
        let selection = Export.Selection(type: type, only: only.map { NameGlob($0) })
        let results = await command.results([.directory(target.settingsDirectory)]) { source in
            let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
            let stack = try reader.readSettings(ofDirectory: source.directory)
            let opened = try accounts.open(stack)
            let read = try await opened.whileOpen { account in
                try await self.read(account, of: stack, opened, ledgers, context)
            }
            let export = Export(of: read.live, selecting: selection)
            if export.unmatched.count == only.count, !only.isEmpty {
                throw NothingExported.unmatched(patterns: only)
            }
            let writing = try target.changes(export, isWhole: selection.isWhole, overwriting: force)
            if force, !newAccount { try writing?.check(export, of: read, reader) }
            var check: ExportCheck?
            if let writing, let source = target.source {
                do {
                    let result = writing.result(in: context.files)
                    check = try ExportCheck(source, in: result, onto: read.live, apiURL: opened.apiURL, context)
                } catch {
                    var failure = command.failure(error, source)
                    failure.remarks += Self.refusal(source)
                    return failure
                }
            }
            let files = try writing?.write() ?? []
            let words = ExportWords(export, target, files, check)
            return StackResult(
                status: check?.verdict == .changes ? .changes : .done,
                text: out == nil ? target.text(of: export) : words.summary,
                isVerbatim: out == nil,
                remarks: opened.remarks(isQuiet: talk.quiet) + (talk.quiet ? check?.remark ?? "" : words.remarks)
                    + talk.warning(read.ledgerProblem, context),
                document: ExportDocument(export, apiURL: opened.apiURL, files: files, plan: check?.verdict)
            )
        }
        return try command.write(results)
    }

    /// Reads the account; the ledger, too, where files are to be overwritten, since they may be of another account.
    private func read(
        _ account: PictoryAccount,
        of stack: Stack,
        _ opened: AccountOpening.Opened,
        _ ledgers: LedgerOpening,
        _ context: CommandContext
    ) async throws -> ReadAccount {
        let read = { (ledger: StackLedger?) in
            let reconciler = Reconciler(account: account, apiURL: opened.apiURL, ledger: ledger, now: context.now)
            return try await context.interruptible {
                try await reconciler.readAccount(of: stack, isNewAccount: newAccount)
            }
        }
        guard force else { return try await read(nil) }
        return try await ledgers.whileOpen { try await ledgers.withLedger(of: stack, opened) { try await read($0) } }
    }

    private static func refusal(_ source: StackSource) -> String {
        "Nothing was written, since '\(source.label.terminalSafe)' would be invalid with the export in it; mend or move away"
            + " what else it holds, or choose another --out.\n"
    }
}

/// What `export` says besides the files.
private struct ExportWords {
    private static let mostShown = 20

    private let export: Export
    private let target: ExportTarget
    private let files: [ExportDocument.File]
    private let check: ExportCheck?

    init(_ export: Export, _ target: ExportTarget, _ files: [ExportDocument.File], _ check: ExportCheck?) {
        self.export = export
        self.target = target
        self.files = files
        self.check = check
    }

    /// For standard output, where the files do not go there.
    var summary: String {
        let kept = files.filter { $0.state != .removed }
        let count = export.entries.count
        let place =
            kept.count == 1
            ? "'\(kept[0].path.terminalSafe)'" : "\(kept.count) files in '\((target.path ?? "").terminalSafe)'"
        let verdict = check?.verdict == .noChanges ? " A plan of it has no changes." : ""
        let left = export.leftOut.isEmpty ? "" : "; \(export.leftOut.count) left out"
        return "Exported \(count.counted("connection", "connections")) to \(place)\(left).\(verdict)\n"
    }

    /// For standard error.
    var remarks: String { leftOut + unmatched + removed + (check?.remark ?? "") + variables + settings }

    /// A line for each name and reason, with all the ids that share them, which stand side by side.
    private var leftOut: String {
        let alike = export.leftOut.reduce(into: [[Export.LeftOut]]()) { groups, item in
            if let last = groups.last?.first, item.name != nil,
                (last.type, last.name, last.reason) == (item.type, item.name, item.reason)
            {
                groups[groups.count - 1].append(item)
            } else {
                groups.append([item])
            }
        }
        return alike.map { items in
            let ids = items.compactMap { $0.connectionId?.rawValue.terminalSafe }.joined(separator: ", ")
            let name = items[0].name.map { " \($0.quotedForTerminal)" } ?? ""
            return "warning: \(items[0].type.rawValue)\(name)\(ids.isEmpty ? "" : " (\(ids))") "
                + "\(items.count == 1 ? "is" : "are") left out: \(items[0].reason.terminalSafe)\n"
        }
        .joined()
    }

    private var unmatched: String {
        export.unmatched.map { "warning: --only '\($0.pattern.terminalSafe)' matches no live connection\n" }.joined()
    }

    private var removed: String {
        files.filter { $0.state == .removed }
            .map { "removed '\($0.path.terminalSafe)', which an earlier export or init had made\n" }.joined()
    }

    private var variables: String {
        let names = export.entries.flatMap(\.variables).map(\.name)
        guard !names.isEmpty else { return "" }
        let shown = names.prefix(Self.mostShown).map { "  \($0)\n" }.joined()
        let more = names.count - Self.mostShown
        let pipeline =
            "In the pipeline of GitHub each is a line of the apply's env, such as '\(GitHubPipeline.line(names[0]))'"
            + (folder.map { "; 'patchbay init\($0 == "." ? "" : " \($0)") --ci github' writes them" } ?? "") + ".\n"
        return
            "Secrets cannot be read from the account. Set these variables before an apply, or plan with --no-secrets:\n"
            + shown + (more > 0 ? "  and \(more) more, which stand in the files\n" : "") + pipeline
    }

    /// The folder that was written to, where a pipeline can name it.
    private var folder: String? {
        target.source.map(\.directory).flatMap { PipelineHost.github.canName($0) ? $0 : nil }
    }

    private var settings: String {
        guard target.hasNoSettings else { return "" }
        let folder = target.source?.directory.terminalSafe ?? "."
        return
            "There is no patchbay.yaml in '\(folder)'; 'patchbay init \(folder)' writes one with every setting explained.\n"
    }
}
