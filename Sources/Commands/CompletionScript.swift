import ArgumentParser

/// The script of a shell: the parser's, with what it does not know.
///
/// It does not complete what goes to a default subcommand, as `history --kind` does, nor the words after `help`. What is added
/// builds on the names that the parser gives its functions, so tests press the tab key in each shell.
struct CompletionScript {
    let text: String

    private static let history = HistoryCommand.configuration

    init(for shell: CompletionShell) {
        let script = CommandLineProgram.completionScript(for: shell)
        switch shell {
        case .bash: text = script + "\n" + Self.bash
        case .zsh: text = Self.zsh(script)
        case .fish: text = script + "\n" + Self.fish
        default: text = script
        }
    }

    private static var commands: String { words(CommandLineProgram.commands) }
    private static var subcommands: String { words(history.subcommands) }

    private static func words(_ commands: [any ParsableCommand.Type]) -> String {
        commands.compactMap { $0.configuration.commandName }.joined(separator: " ")
    }

    /// Its functions go before those of the same names.
    private static var bash: String {
        """
        _patchbay_history() {
            local -r history_command="${unparsed_words[0]}"
            case " \(subcommands) " in
            *" ${history_command:--} "*)
                if [[ "${#unparsed_words[@]}" -gt 1 ]]; then
                    unparsed_words=("${unparsed_words[@]:1}")
                    "_patchbay_history_${history_command}"
                    return
                fi
                ;;
            esac
            local -r is_first="${#unparsed_words[@]}"
            _patchbay_history_show
            if [[ "${is_first}" -eq 1 && "${cur}" != -* ]]; then
                COMPREPLY+=($(compgen -W '\(subcommands)' -- "${cur}"))
            fi
        }

        _patchbay_help() {
            if [[ "${#unparsed_words[@]}" -eq 1 ]]; then
                COMPREPLY+=($(compgen -W '\(commands)' -- "${cur}"))
            elif [[ "${#unparsed_words[@]}" -eq 2 && "${unparsed_words[0]}" = history ]]; then
                COMPREPLY+=($(compgen -W '\(subcommands)' -- "${cur}"))
            fi
        }

        """
    }

    /// They stand before the end of the script, which already completes something when the shell reads it first.
    private static func zsh(_ script: String) -> String {
        let end = "\nif [[ \"${funcstack[1]}\" = _patchbay ]]; then"
        guard let place = script.ranges(of: end).last else { return script }
        return script[..<place.lowerBound] + "\n" + zshFunctions + script[place.lowerBound...] + "\n"
    }

    private static var zshFunctions: String {
        """
        functions[_patchbay_history_commands]="${functions[_patchbay_history]}"

        _patchbay_history() {
            local -i ret=1
            if [[ "${CURRENT}" -gt 2 && " \(subcommands) " = *" ${words[2]} "* ]]; then
                _patchbay_history_commands
                return
            fi
            if [[ "${CURRENT}" -eq 2 && "${words[2]}" != -* ]]; then
                _patchbay_history_commands && ret=0
            fi
            _patchbay_history_show && ret=0
            return "${ret}"
        }

        _patchbay_help() {
            if [[ "${CURRENT}" -eq 2 ]]; then
                compadd -- \(commands)
            elif [[ "${CURRENT}" -eq 3 && "${words[2]}" = history ]]; then
                compadd -- \(subcommands)
            fi
        }

        """
    }

    /// The words of `history` count as those of its default subcommand, where they name no other.
    private static var fish: String {
        """
        functions --copy __patchbay_tokens __patchbay_typed_tokens

        function __patchbay_tokens
            set -l tokens (__patchbay_typed_tokens $argv)
            if test "$argv" = -pc -a "$tokens[2]" = history
                if test (count $tokens) -gt 2
                    contains -- $tokens[3] \(subcommands); or set tokens $tokens[1..2] show $tokens[3..]
                else if string match -q -- '-*' (commandline -ct)
                    set -a tokens show
                end
            end
            printf '%s\\n' $tokens
        end

        complete -c 'patchbay' -n '__patchbay_should_offer_completions_for_positional "patchbay history" -eq 1' -F
        complete -c 'patchbay' -n '__patchbay_should_offer_completions_for_positional "patchbay help" -eq 1' -fa '\(commands)'
        complete -c 'patchbay' -n '__patchbay_should_offer_completions_for_positional "patchbay help" -eq 2; and contains -- history (commandline -pco)' -fa '\(subcommands)'

        """
    }
}
