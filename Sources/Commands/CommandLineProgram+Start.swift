import ArgumentParser
import LocalFiles
import Rendering

extension CommandLineProgram {
    /// Runs the command that the arguments name; a wrong command line ends the process with what is wrong with it.
    ///
    /// Arguments may be names of files that somebody else chose, and messages about a command line repeat them. So one that
    /// is wrong is read again with its arguments as they may be shown.
    package static func start(_ arguments: [String]) async {
        StandardStreams.occupyClosed()
        do {
            if let wrong = UnknownCommand(in: arguments) { throw ValidationError(wrong.message) }
            let shown = arguments.map(\.terminalSafe)
            let isWrong = shown != arguments && (try? parseAsRoot(arguments)) == nil && (try? parseAsRoot(shown)) == nil
            var command = try await asyncParseAsRoot(isWrong ? shown : arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// Ends the process as the parser would, but in lines that fit to the terminal.
    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        // Help is in lines that fit already, and goes to standard output.
        guard code != .success, !message.isEmpty else { exit(withError: error) }
        Console().err(message + "\n")
        exit(withError: code)
    }
}
