import ArgumentParser
import Connections
import Rendering
import Stacks

/// Which account a command looks at: that of a stack, which need not have files.
struct AccountArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The stack directory whose account it is; the working directory if left out.",
            discussion: "It may be any directory: without files the flags and the environment say which account.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var stack = "."

    @Option(help: "Only connections of one type: \(ConnectionType.allCases.map(\.rawValue).joined(separator: " or ")).")
    var type: ConnectionType?

    /// - Throws: A wrong command line where there is no such directory.
    func source(_ context: CommandContext) throws -> StackSource {
        guard context.files.isDirectory(stack) else {
            throw ValidationError("--stack takes a directory, and '\(stack.terminalSafe)' is none")
        }
        return .directory(stack)
    }
}

/// How `list` and `show` talk: they have no form for comments.
struct AccountOutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(help: "How results are written to standard output.")
    var format = Format.text

    @Option(
        name: .customLong("color"),
        help: "Colour: on a terminal only (auto; NO_COLOR turns it off), always or never."
    )
    var colour = ColourChoice.auto

    @Flag(help: "Say nothing but results and errors.")
    var quiet = false

    var talk: OutputOptions {
        var talk = OutputOptions()
        talk.format = format == .json ? .json : .text
        talk.colour = colour
        talk.verbose = false
        talk.quiet = quiet
        return talk
    }
}
