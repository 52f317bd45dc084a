import Connections

/// Words of ours with text from outside in between, which each form makes safe in its own way.
///
/// What is interpolated counts as text from outside, unless it says that it is ours.
struct Phrase: Sendable, Hashable, ExpressibleByStringInterpolation {
    enum Piece: Sendable, Hashable {
        case ours(String)
        case outside(String)
        /// A name, which people must be able to tell from the words around it.
        case name(String)
        /// A value, in single quotes on a terminal.
        case value(String)
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { pieces.append(.ours(literal)) }
        mutating func appendInterpolation(_ text: String) { pieces.append(.outside(text)) }
        mutating func appendInterpolation(_ id: ConnectionID) { pieces.append(.outside(id.rawValue)) }
        mutating func appendInterpolation(name: String) { pieces.append(.name(name)) }
        mutating func appendInterpolation(value: String) { pieces.append(.value(value)) }
        mutating func appendInterpolation(ours text: String) { pieces.append(.ours(text)) }
        mutating func appendInterpolation(_ number: Int) { pieces.append(.ours(String(number))) }
        mutating func appendInterpolation(_ phrase: Phrase) { pieces += phrase.pieces }
    }

    private var pieces: [Piece]

    init(stringLiteral words: String) {
        pieces = [.ours(words)]
    }

    init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }

    var forTerminal: String {
        pieces.map { piece in
            switch piece {
            case .ours(let text): text
            case .outside(let text): text.terminalSafe
            case .name(let text): text.quotedForTerminal
            case .value(let text): "'\(text.terminalSafe)'"
            }
        }
        .joined()
    }

    /// As on a terminal, with what comes from outside cut by `shorten`.
    func forTerminal(_ shorten: (String) -> String) -> String {
        var phrase = self
        phrase.pieces = pieces.map { piece in
            switch piece {
            case .ours: piece
            case .outside(let text): .outside(shorten(text))
            case .name(let text): .name(shorten(text))
            case .value(let text): .value(shorten(text))
            }
        }
        return phrase.forTerminal
    }

    /// As it is, for forms that escape whole lines.
    var plain: String {
        pieces.map { piece in
            switch piece {
            case .ours(let text), .outside(let text), .name(let text): text
            case .value(let text): "'\(text)'"
            }
        }
        .joined()
    }

    var forMarkdown: String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .ours(let words): text += words
            case .outside(let outside), .name(let outside), .value(let outside):
                // The fences of two spans side by side would be one.
                if text.utf8.last == UInt8(ascii: "`") { text += " " }
                text += outside.codeSpan
            }
        }
        return text
    }

    static func + (left: Self, right: Self) -> Self {
        "\(left)\(right)"
    }
}
