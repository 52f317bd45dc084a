import ArgumentParser
import Checks
import Connections
import Diagnostics
import Rendering
import Stacks

struct DoctorCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        _superCommandName: CommandLineProgram.name,
        abstract: "Check files, key, host, clock and ledger, and say what to mend.",
        discussion: """
            Reads and asks, and changes nothing. Each check is ok, a warning, failed or skipped, with what to do about it; \
            one that fails stops none of the others. The output holds no secrets and can go into a support ticket.

            With AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment (and AWS_SESSION_TOKEN for temporary \
            credentials; no other source is read) it also looks at the AWS side of the declared connections: the role, whom it \
            trusts, and with --bucket whether its policies cover the buckets and their regions are those of the connections.

            Exit status: 0 when nothing failed, 3 for invalid files or settings, 4 for a refused key, else 1.

            Examples:
              patchbay doctor
              patchbay doctor stacks/production --bucket my-videos
              patchbay doctor --format json > doctor.json
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @OptionGroup var stacks: StackArguments

    @Option(
        help: ArgumentHelp("A bucket that Pictory is to read; may be given several times.", valueName: "name")
    )
    var bucket: [String] = []

    @OptionGroup var probe: ProbeOptions
    @OptionGroup var ledger: LedgerOptions

    @Option(help: "How the checks are written to standard output.")
    var format = Format.text

    @Option(
        name: .customLong("color"),
        help: "Colour: on a terminal only (auto; NO_COLOR turns it off), always or never."
    )
    var colour = ColourChoice.auto

    func validate() throws {
        for bucket in try bucket.map({ try BucketChoice($0, of: "--bucket") }) where bucket.account != nil {
            throw ValidationError(
                "--bucket takes a name alone here; only buckets of one account can be looked at in one run"
            )
        }
    }

    var telling: Telling { Telling(beginning: .checking) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let (console, sources) = (context.console, stacks.sources(context))
        let checkup: Checkup
        do {
            checkup = try await context.interruptible { await self.checkup(of: sources, context) }
        } catch {
            let report = ErrorReport(describing: error)
            console.err(ErrorText(style: .plain).render(report))
            if format == .json {
                let document = FailureDocument(stack: sources.map(\.label).joined(separator: " "), report)
                console.out(try JSONText.render(document))
            }
            return ExitStatus(report)
        }
        switch format {
        case .text:
            let style = OutputOptions.style(of: colour, onTerminal: console.isOutTerminal, context.environment)
            console.outText(CheckupText(style: style, columns: console.outColumns).render(checkup))
        case .json:
            let time = context.now().description
            console.out(
                try JSONText.render(CheckupDocument(checkup, patchbayVersion: patchbayVersion, checkedAt: time))
            )
        }
        return switch checkup.failure {
        case nil: .done
        case .invalidInput?: .invalid
        case .unauthorized?: .unauthorized
        default: .failed
        }
    }

    private func checkup(of sources: [StackSource], _ context: CommandContext) async -> Checkup {
        let deadline = Duration.seconds(probe.timeout)
        let ledgers = LedgerOpening(context, ledger, for: .reading)
        let examination = StackExamination(context: context, ledgers: ledgers, deadline: deadline)
        var stacks: [StackExamination.Result] = []
        for source in sources { stacks.append(await examination.examine(source)) }
        await ledgers.close()
        let named = stacks.compactMap(\.stack)
        let usesSandbox = !named.isEmpty && named.allSatisfy(\.settings.usesSandbox)
        let api = APIExamination(context: context, options: probe, deadline: deadline)
        let aws = AWSExamination(context: context, options: probe, deadline: deadline)
        let buckets = (try? bucket.map { try BucketChoice($0, of: "--bucket").name }) ?? []
        async let shared = api.checks(filesSaySandbox: usesSandbox)
        async let amazon = aws.checks(of: named, buckets)
        let (common, cloud) = await (shared, amazon)
        let versions = SystemVersions.check(patchbay: patchbayVersion, context.files)
        var checks = [versions] + common + cloud.filter { $0.stack == nil }
        // Stacks of one name stand together, as what AWS says of them does.
        var told: Set<String> = []
        for label in stacks.map(\.label) where told.insert(label).inserted {
            checks += stacks.filter { $0.label == label }.flatMap { $0.checks + overruled($0, context) }
            checks += cloud.filter { $0.stack == label }
        }
        return Checkup(checks)
    }

    /// That the account is not the one that a stack's settings name.
    private func overruled(_ stack: StackExamination.Result, _ context: CommandContext) -> [Check] {
        guard let settings = stack.stack?.settings,
            let found = AccountOpening.overruling(settings, probe.access, context.environment)
        else { return [] }
        return [.warning(.files, found.message, next: found.nextStep).of(stack: stack.label)]
    }
}
