import ArgumentParser
import Rendering
import Stacks

/// Which stacks a command works on.
struct StackArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Stack directories; or YAML files, which together are one stack; or - for standard input.",
            valueName: "stack"
        ),
        completion: .file()
    )
    var stacks: [String] = []

    /// Each directory is a stack, `-` is one, and all files together are one; nothing is the working directory.
    func sources(_ context: CommandContext) -> [StackSource] {
        guard !stacks.isEmpty else { return [.directory(".")] }
        var seen: Set<String> = []
        let stacks = stacks.filter { seen.insert($0).inserted }
        let isFile = { (argument: String) in argument != "-" && !context.files.isDirectory(argument) }
        let files = stacks.filter(isFile)
        // All files together stand where the first of them does.
        return stacks.filter { !isFile($0) || $0 == files.first }.map { argument in
            if argument == "-" { return .standardInput }
            return isFile(argument) ? .files(files) : .directory(argument)
        }
    }

    /// Names the stack where there are several.
    func heading(_ stack: Stack, of count: Int) -> String { heading(stack.name, of: count) }

    /// The same of a stack of which the name alone is known; nil for all stacks of a ledger.
    func heading(_ name: String?, of count: Int) -> String {
        guard count > 1 else { return "" }
        return name.map { "Stack '\($0.terminalSafe)'\n\n" } ?? "All stacks of the ledger\n\n"
    }
}
