import ArgumentParser
import Diagnostics
import Rendering

struct ExplainCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain an error code, with an example and how to mend it.",
        discussion: """
            A code stands in brackets in messages, as in error[unknown-key]. Without one it lists all codes.

            Examples:
              patchbay explain unknown-key
              patchbay explain
            """
    )

    @Argument(help: "The code.", completion: .list(Self.codes))
    var code: String?

    private static let codes = ErrorCode.allCases.map(\.rawValue)

    func validate() throws {
        guard let code, !Self.codes.contains(code) else { return }
        let hint = Suggestion.hint(for: code, among: Self.codes) ?? "'patchbay explain' lists all codes"
        throw ValidationError("there is no code '\(code.terminalSafe)'; \(hint)")
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let text = code.flatMap(ErrorCode.init).map(ErrorPage.text) ?? Self.codes.map { "\($0)\n" }.joined()
        context.console.out(context.console.outColumns.map { TerminalFolding(columns: $0).refill(text) } ?? text)
        return .done
    }
}
