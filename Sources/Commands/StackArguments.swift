import ArgumentParser
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

    /// Each directory is a stack; all files together are one. Without an argument it is the working directory.
    func sources(isDirectory: (String) -> Bool) -> [StackSource] {
        guard !stacks.isEmpty else { return [.directory(".")] }
        var sources: [StackSource] = []
        var files: [String] = []
        for argument in stacks {
            if argument == "-" {
                sources.append(.standardInput)
            } else if isDirectory(argument) || !argument.hasSuffix(".yaml") && !argument.hasSuffix(".yml") {
                sources.append(.directory(argument))
            } else {
                files.append(argument)
            }
        }
        return sources + (files.isEmpty ? [] : [.files(files)])
    }
}
