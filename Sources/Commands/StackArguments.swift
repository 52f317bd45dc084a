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

    /// The stacks that the arguments name.
    func sources(_ context: CommandContext) -> [StackSource] {
        StackSource.sources(for: stacks, in: context.files)
    }

    /// Names the stack where there are several.
    func heading(_ stack: Stack) -> String {
        stacks.count > 1 ? "Stack '\(stack.name.terminalSafe)'\n\n" : ""
    }
}
