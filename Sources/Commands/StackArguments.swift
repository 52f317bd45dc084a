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
        let single = stacks.filter { $0 != "-" && !context.files.isDirectory($0) }
        let others = stacks.filter { !single.contains($0) }
        return others.map { $0 == "-" ? .standardInput : .directory($0) } + (single.isEmpty ? [] : [.files(single)])
    }

    /// Names the stack where there are several.
    func heading(_ stack: Stack, of count: Int) -> String {
        count > 1 ? "Stack '\(stack.name.terminalSafe)'\n\n" : ""
    }
}
