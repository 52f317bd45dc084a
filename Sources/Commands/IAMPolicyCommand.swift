import AWSRole
import ArgumentParser
import Connections
import Diagnostics
import LocalFiles
import Rendering
import Stacks

struct IAMPolicyCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "iam-policy",
        _superCommandName: CommandLineProgram.name,
        abstract: "Print the AWS role that Pictory needs to read buckets.",
        discussion: """
            The role '\(IntegrationRole.name)' with its trust policy and the policy for the buckets, as the vendor documents \
            them. One role serves every connection to an AWS account. Needs neither key nor network, and asks AWS nothing; \
            'patchbay doctor' does.

            With --stack there is a file for each AWS account that the stack names, in the folder of --out; for Terraform each is \
            in a folder of its own, since a folder is one module and a module works on one account.

            Examples:
              patchbay iam-policy --bucket my-videos
              patchbay iam-policy --bucket my-videos --bucket my-music --format terraform > pictory.tf
              patchbay iam-policy --bucket my-videos --format cloudformation > pictory.template
              patchbay iam-policy --stack . --out iam --bucket 111122223333=my-videos --bucket 444455556666=archive
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json
        case cloudformation
        case terraform

        /// Never that of a YAML file, which a stack around it would take for connections.
        fileprivate var ending: String {
            switch self {
            case .json: "json"
            case .cloudformation: "template"
            case .terraform: "tf"
            }
        }
    }

    @Option(
        help: ArgumentHelp(
            "A bucket that Pictory reads; may be given several times. With --stack also ACCOUNT=NAME, for that account only.",
            valueName: "name"
        )
    )
    var bucket: [String]

    @Option(help: "How the role is written.")
    var format = Format.json

    @Option(
        help: ArgumentHelp("One for each AWS account that this stack names, into --out.", valueName: "dir"),
        completion: .directory
    )
    var stack: String?

    @Option(
        help: ArgumentHelp("The folder for --stack's files; it is made where there is none.", valueName: "dir"),
        completion: .directory
    )
    var out: String?

    @Flag(help: "Write over files of --out that have other content.")
    var force = false

    func validate() throws {
        guard !bucket.isEmpty else { throw ValidationError("name at least one bucket with --bucket") }
        let choices = try choices
        if stack == nil, choices.contains(where: { $0.account != nil }) {
            throw ValidationError("--bucket takes ACCOUNT=NAME with --stack only")
        }
        guard (stack == nil) == (out == nil) else {
            throw ValidationError(
                "--stack and --out belong together: the stack's accounts, and the folder for their files"
            )
        }
        if let out, out.isEmpty || out == "-" { throw ValidationError("--out takes a folder") }
        if force, out == nil { throw ValidationError("--force is about the files of --out") }
    }

    private var choices: [BucketChoice] {
        get throws { try bucket.map { try BucketChoice($0, of: "--bucket") } }
    }

    var telling: Telling { Telling(beginning: .files) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let choices = try choices
        guard let stack, let out else {
            context.console.out(try text(buckets: choices.map(\.name), account: nil))
            return .done
        }
        return try await write(stack, to: RoleFolder(path: out, force: force), choices, context)
    }

    private func write(
        _ directory: String,
        to folder: RoleFolder,
        _ choices: [BucketChoice],
        _ context: CommandContext
    ) async throws -> ExitStatus {
        let console = context.console
        let style = OutputOptions.style(of: .auto, onTerminal: console.isErrTerminal, context.environment)
        do {
            let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
            let source = StackSource.directory(directory)
            let stack = try reader.read(source)
            console.err(
                DiagnosticText(style: style, columns: console.width).render(
                    source.located(stack.warnings.namingUnusualOnce),
                    omitted: stack.omittedWarnings
                )
            )
            let accounts = Set(stack.desired.connections.compactMap(\.details.location?.accountID)).sorted()
            guard !accounts.isEmpty else {
                console.err("The stack names no AWS account, so there is nothing to write.\n")
                return .done
            }
            let files = try files(accounts, choices, stack: stack.name)
            try folder.write(files)
            console.out(files.map { "\(folder.path(of: $0.name).pathStartingLine)\n" }.joined())
            return .done
        } catch let invalid as InvalidStack {
            let source = StackSource.directory(directory)
            console.err(
                DiagnosticText(style: style, columns: console.width).render(
                    source.located(invalid.diagnostics.namingUnusualOnce),
                    omitted: invalid.omittedErrors
                )
            )
            return .invalid
        } catch {
            let report = ErrorReport(describing: error)
            console.err(ErrorText(style: style).render(report))
            return ExitStatus(report)
        }
    }

    /// A file for each account.
    private func files(_ accounts: [String], _ choices: [BucketChoice], stack: String) throws -> [RoleFolder.File] {
        let strange = choices.compactMap(\.account).filter { !accounts.contains($0) }
        let bare = accounts.filter { account in !choices.contains { $0.account == nil || $0.account == account } }
        if !strange.isEmpty || !bare.isEmpty { throw BucketMismatch(stack: stack, strange: strange, bare: bare) }
        return try accounts.map { account in
            let buckets = choices.filter { $0.account == nil || $0.account == account }.map(\.name)
            return RoleFolder.File(
                name: format == .terraform
                    ? "\(account)/pictory-role.\(format.ending)" : "pictory-role-\(account).\(format.ending)",
                text: try text(buckets: buckets, account: account)
            )
        }
    }

    private func text(buckets: [BucketName], account: String?) throws -> String {
        switch format {
        case .json: try JSONText.render(RoleDocument(buckets: buckets, account: account))
        case .cloudformation: RoleTemplate.render(buckets: buckets, account: account)
        case .terraform: RoleTerraform.render(buckets: buckets, account: account)
        }
    }
}

/// Buckets and accounts do not go together.
private struct BucketMismatch: ReportableError {
    var stack: String
    /// Accounts of buckets that the stack does not name.
    var strange: [String]
    /// Accounts of the stack without a bucket.
    var bare: [String]

    var report: ErrorReport {
        let accounts = strange.isEmpty ? bare : strange
        let words = (accounts.count == 1 ? "account " : "accounts ") + accounts.joined(separator: ", ")
        let message =
            strange.isEmpty
            ? "no bucket is given for \(words) of stack '\(stack)'" : "stack '\(stack)' does not name \(words)"
        return ErrorReport(
            .invalidValue,
            .usage,
            message,
            nextStep: "give each account its buckets as --bucket ACCOUNT=NAME, or one for all as --bucket NAME"
        )
    }
}
