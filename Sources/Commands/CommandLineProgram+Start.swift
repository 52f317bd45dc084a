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
        if let wrong = UnknownCommand(in: arguments) { exit(withError: ValidationError(wrong.message)) }
        let shown = arguments.map(\.terminalSafe)
        if shown != arguments, (try? parseAsRoot(arguments)) == nil, (try? parseAsRoot(shown)) == nil {
            await main(shown)
        } else {
            await main(arguments)
        }
    }
}
