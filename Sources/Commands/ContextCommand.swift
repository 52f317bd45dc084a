import ArgumentParser
import Diagnostics
import Rendering

/// A command that does its work in a context and ends with a status.
protocol ContextCommand: AsyncParsableCommand {
    func run(in context: CommandContext) async throws -> ExitStatus

    /// What ``ExitStatus/changes`` ends with.
    var changesExitCode: Int32 { get }

    /// What is told of it while it runs.
    var telling: Telling { get }
}

extension ContextCommand {
    var changesExitCode: Int32 { ExitStatus.changes.rawValue }

    var telling: Telling { Telling() }

    mutating func run() async throws {
        let context = CommandContext.process(telling: telling)
        let signals = SignalHandling(pressing: context.stop, context.console)
        defer { signals.end() }
        let command = self
        var status = ExitStatus.usage
        do {
            status = try await context.feed.whileShown { try await command.run(in: context) }
        } catch {
            context.feed.tell(.runFinished(status: status.rawValue))
            throw error
        }
        if context.console.tellsOfLostOutput(), status == .done || status == .changes { status = .failed }
        let code = status == .changes ? changesExitCode : status.rawValue
        context.feed.tell(.runFinished(status: code))
        if code != 0 { throw ExitCode(code) }
    }
}

extension Console {
    /// Says so where some result did not reach standard output, and whether it is so.
    func tellsOfLostOutput() -> Bool {
        guard hasLostOutput else { return false }
        err(ErrorText(style: .plain).render(.outputLost))
        return true
    }
}

extension ErrorReport {
    fileprivate static let outputLost = ErrorReport(
        .outputLost,
        .general,
        "standard output took only a part of what there was to say",
        cause: "it was closed, or its disk is full; the work itself was finished",
        nextStep: "run again with an output that takes everything"
    )
}
