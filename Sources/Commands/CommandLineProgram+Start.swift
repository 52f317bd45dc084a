import ArgumentParser
import Glibc
import LocalFiles
import Rendering

extension CommandLineProgram {
    /// Runs the command that the arguments name; a wrong command line ends the process with what is wrong with it.
    ///
    /// Arguments may be names of files that somebody else chose, and messages about a command line repeat them. So one that
    /// is wrong is read again with its arguments as they may be shown.
    package static func start(_ arguments: [String]) async {
        StandardStreams.occupyClosed()
        // The parser would take most of the start for these two.
        if arguments == ["--version"] { end(with: configuration.version, .success) }
        if arguments == ["--help"] || arguments == ["-h"] { end(with: helpMessage(), .success) }
        do {
            if try await runNamed(arguments) { return }
            var command = await parsed(arguments)
            try await command.run()
        } catch {
            end(with: error)
        }
    }

    /// The process ends with what the parser has to say, where that is no command of ours.
    private static func parsed(_ arguments: [String]) async -> any AsyncParsableCommand {
        do {
            if let wrong = UnknownCommand(in: arguments) { throw ValidationError(wrong.message) }
            let shown = arguments.map(\.terminalSafe)
            let isWrong = shown != arguments && (try? parseAsRoot(arguments)) == nil && (try? parseAsRoot(shown)) == nil
            var command = try await asyncParseAsRoot(isWrong ? shown : arguments)
            if let command = command as? any AsyncParsableCommand { return command }
            try command.run()
            Glibc.exit(ExitCode.success.rawValue)
        } catch {
            let message = fullMessage(for: error)
            end(with: message, message.hasPrefix(_errorPrefix) ? .validationFailure : .success)
        }
    }

    /// Parses the arguments as those of the command that the first of them names, and runs it; a wrong line ends the process.
    ///
    /// The parser of the whole program would build all commands, and look at the arguments once for each level of them. False
    /// where that parser has the word: no command is named, a command within it is, or the line asks for help or a version.
    private static func runNamed(_ arguments: [String]) async throws -> Bool {
        guard let name = arguments.first, let command = commands.first(where: { $0.configuration.commandName == name })
        else { return false }
        return try await run(command, name, Array(arguments.dropFirst()))
    }

    private static func run<Command: AsyncParsableCommand>(
        _: Command.Type,
        _ name: String,
        _ arguments: [String]
    ) async throws -> Bool {
        let parsed: any ParsableCommand
        do {
            parsed = try await Command.asyncParseAsRoot(arguments)
        } catch {
            // Without arguments the command's parser would say all of its help; and what is the program's it does not know.
            guard !arguments.isEmpty, !arguments.contains(where: asksForProgram),
                arguments == arguments.map(\.terminalSafe)
            else { return false }
            // To ask the parser for the status as well would make the message twice.
            let message = Command.fullMessage(for: error)
            guard message.hasPrefix(Command._errorPrefix) else { return false }
            end(with: named(name, in: message), .validationFailure)
        }
        guard var command = parsed as? Command else { return false }
        try await command.run()
        return true
    }

    private static func asksForProgram(_ argument: String) -> Bool {
        argument == "--version" || argument.hasPrefix("--generate-completion-script")
    }

    /// What the parser says of a command that it parsed alone, as if it had parsed the whole program.
    private static func named(_ name: String, in message: String) -> String {
        let start = "  See '"
        return message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix(start + name) ? start + Self.name + " " + line.dropFirst(start.count) : String(line)
        }.joined(separator: "\n")
    }

    private static func end(with error: any Error) -> Never {
        // The parser would make its help to find that it has nothing to say.
        if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
        end(with: fullMessage(for: error), exitCode(for: error))
    }

    /// Ends the process as the parser would, but in lines that fit to the terminal.
    private static func end(with message: String, _ code: ExitCode) -> Never {
        // A reader that went away is told like any other that does not take what there is to say.
        _ = signal(SIGPIPE, SIG_IGN)
        let console = Console()
        // Help is in lines that fit already, and goes to standard output.
        if code == .success {
            console.out(message + "\n")
        } else {
            console.err(message + "\n")
        }
        Glibc.exit(console.tellsOfLostOutput() ? ExitStatus.failed.rawValue : code.rawValue)
    }
}
