import Diagnostics
import TestSupport
import YAMLTree

extension YAMLTree {
    /// The documents written out on one line each, aliases and merges followed: `{name: 'quoted', list: [plain]}`.
    var outline: [String] { documents.map(outline) }

    private func outline(of node: YAMLNode) -> String {
        switch kind(of: node) {
        case .invalid:
            return "!"
        case .scalar:
            let text = text(of: node)
            return switch style(of: node) {
            case .plain: text
            case .quoted: "'\(text)'"
            case .block: "|\(text)|"
            }
        case .sequence:
            return "[\(items(of: node).map(outline).joined(separator: ", "))]"
        case .mapping:
            let pairs = pairs(of: node).map { "\(key($0.keyNumber)): \(outline(of: $0.value))" }
            return "{\(pairs.joined(separator: ", "))}"
        }
    }
}

extension YAMLReading {
    init(_ text: String, limits: YAMLLimits = YAMLLimits()) {
        self.init(Array(text.utf8), limits: limits)
    }

    /// The codes of the problems.
    var codes: [ErrorCode] { problems.map(\.code) }

    /// Where the problems are, as marks give it.
    var places: [SourcePlace] { problems.map { $0.span.place } }
}

extension SourceSpan {
    var place: SourcePlace { SourcePlace(file: "-", line: Int(line), column: Int(column)) }
}
