import ArgumentParser

struct CompletionCommand: ContextCommand {
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish

        var kind: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "completion",
        _superCommandName: CommandLineProgram.name,
        abstract: "Print a script that makes a shell complete commands, flags, paths and names.",
        discussion: """
            The names of connections come from the files of the stacks on the command line, or of the working directory.

            Examples:
              patchbay completion bash > ~/.local/share/bash-completion/completions/patchbay
              patchbay completion zsh > ~/.zfunc/_patchbay
              patchbay completion fish > ~/.config/fish/completions/patchbay.fish
              source <(patchbay completion bash)
            """
    )

    @Argument(help: "Which shell: \(Shell.allCases.map(\.rawValue).joined(separator: ", ")).")
    var shell: Shell

    func run(in context: CommandContext) async throws -> ExitStatus {
        context.console.out(CompletionScript(for: shell.kind).text)
        return .done
    }
}
