import ArgumentParser
import Diagnostics
import Rendering

/// A command line whose first word is no command.
///
/// The parser would call it an argument that is not expected, and propose nothing.
struct UnknownCommand {
    let word: String

    /// nil where there is a command, or none is named.
    init?(in arguments: [String]) {
        let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        guard let word = words.first, !word.hasPrefix("-"), !Self.names.contains(word) else { return nil }
        self.word = word
    }

    var message: String {
        let hint = Suggestion.nearest(to: word, among: Self.names).map { " Did you mean '\($0)'?" } ?? ""
        return "There is no command '\(word.terminalSafe)'.\(hint)"
    }

    private static var names: [String] {
        CommandLineProgram.commands.compactMap { $0.configuration.commandName } + ["help"]
    }
}
