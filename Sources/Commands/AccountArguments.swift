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

    @OptionGroup var talking: TalkOptions

    var talk: OutputOptions { talking.output(isJSON: format == .json) }
}
