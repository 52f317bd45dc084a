import ArgumentParser
import Rendering

/// The flag of commands that tell of their progress to other programs.
struct EventOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write what happens while it happens, as a JSON object per line; - is standard output.",
            discussion: "With - results go to standard error. The file is written anew by each run.",
            valueName: "file"
        ),
        completion: .file()
    )
    var events: String?

    /// The path, where it is not standard output.
    var file: String? { events == "-" ? nil : events }

    /// - Throws: A usage error where standard output would have to hold two documents.
    func check(_ output: OutputOptions) throws {
        guard events == "-", output.format != .text else { return }
        throw ValidationError(
            "--events - and --format \(output.format.rawValue) both write to standard output; give --events a file"
        )
    }

    /// Opens the file and writes the first event; an error is told and becomes the status, before anything is done.
    func begin(_ command: String, stacks: Int, _ context: CommandContext) async -> ExitStatus {
        await CommandFailure.reporting(to: context.console) {
            if let events { try context.feed.stream(to: events) }
            context.feed.tell(.runStarted(command: command, version: patchbayVersion, stacks: stacks))
        }
    }
}

/// What is told of a run while it goes on, besides its results.
struct Telling: Sendable {
    /// Nothing.
    var isQuiet = true
    /// Files, ledger and requests.
    var isVerbose = false
    /// A line on a terminal that says how far it is.
    var showsLine = false

    /// What the line begins with.
    var beginning = RunProgress.Phase.files

    /// For commands that are done at once.
    init() {}

    /// For commands that have no flags for it.
    init(beginning: RunProgress.Phase) {
        isQuiet = false
        showsLine = true
        self.beginning = beginning
    }

    init(_ output: OutputOptions, _ events: EventOptions? = nil, beginning: RunProgress.Phase = .files) {
        self.beginning = beginning
        isQuiet = output.quiet
        isVerbose = output.verbose && !output.quiet
        // Events that stand on the same terminal are progress enough.
        showsLine = !output.quiet && events?.events != "-"
    }
}
