import ArgumentParser

/// A command that does its work in a context and ends with a status.
protocol ContextCommand: AsyncParsableCommand {
    func run(in context: CommandContext) async throws -> ExitStatus

    /// Whether an interrupt may end the process at once, since the command writes nothing.
    static var isReadOnly: Bool { get }
}

extension ContextCommand {
    static var isReadOnly: Bool { true }

    mutating func run() async throws {
        let context = CommandContext.process()
        SignalHandling.begin(pressing: context.stop, endsAtOnce: Self.isReadOnly)
        let status = try await run(in: context)
        if status != .done { throw ExitCode(status.rawValue) }
    }
}
