import ArgumentParser
import Diagnostics
import Planning
import Rendering

struct ExplainCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        _superCommandName: CommandLineProgram.name,
        abstract: "Explain an error code, with an example and how to mend it.",
        discussion: """
            A code stands in brackets in messages, as in error[unknown-key]. Without one it lists all codes. Of a reason, as in \
            blocked[not-owned] or stale[already-applied], it explains what blocked or stale-plan means.

            Examples:
              patchbay explain unknown-key
              patchbay explain
              patchbay explain --format json | jq -r '.codes[].code'
            """
    )

    @Argument(help: "The code.", completion: .list(Self.codes + Self.reasons))
    var code: String?

    @Option(help: "What is written to standard output; json has the pages of all codes where none is named.")
    var format = ExplainFormat.text

    enum ExplainFormat: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    private static let codes = ErrorCode.allCases.map(\.rawValue)

    /// The words that stand in brackets after `blocked` and `stale`, without those that are codes, too.
    private static let reasons = (Block.Code.allCases.map(\.rawValue) + StaleReason.Kind.allCases.map(\.rawValue))
        .filter { !codes.contains($0) }

    /// The code, or the one that has the word as a reason; also as it is printed, such as `error[unknown-key]`.
    private static func page(of text: String) -> ErrorCode? {
        let brackets = text.firstIndex(of: "[").flatMap { open in
            text[open...].firstIndex(of: "]").map { text.index(after: open)..<$0 }
        }
        let word = brackets.map { String(text[$0]) } ?? text
        if let code = ErrorCode(rawValue: word) { return code }
        if Block.Code(rawValue: word) != nil { return .blocked }
        return StaleReason.Kind(rawValue: word) == nil ? nil : .stalePlan
    }

    func validate() throws {
        guard let code, Self.page(of: code) == nil else { return }
        let hint = Suggestion.hint(for: code, among: Self.codes) ?? "'patchbay explain' lists all codes"
        throw ValidationError("there is no code '\(code.terminalSafe)'; \(hint)")
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let code = code.flatMap(Self.page)
        switch format {
        case .text:
            let text = code.map(ErrorPage.text) ?? Self.codes.map { "\($0)\n" }.joined()
            context.console.out(context.console.outColumns.map { TerminalFolding(columns: $0).refill(text) } ?? text)
        case .json:
            let pages = (code.map { [$0] } ?? ErrorCode.allCases).map { ($0, ErrorPage.text(of: $0)) }
            context.console.out(try JSONText.render(ExplanationDocument(pages)))
        }
        return .done
    }
}
