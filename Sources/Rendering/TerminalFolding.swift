/// Fits text to the width of a terminal, which would break long lines in the middle of words.
///
/// What goes on in the next line is indented further than its beginning, so that it is not taken for a line of its own. What
/// stands in quotes stays in one line where it fits into one, so that a name or a command can be copied, and so do a number and
/// what it counts. No line begins with what the log of a pipeline takes for a command. Colours take no room.
package struct TerminalFolding: Sendable {
    /// How much further the rest of a line is indented.
    private static let hang = 2
    private static let code = "    "

    private let columns: Int

    package init(columns: Int) {
        self.columns = max(1, columns)
    }

    /// The text with no line longer than the terminal is wide, except for words that are.
    package func fold(_ text: String) -> String {
        // Bytes are at least as many as columns, and looking at them costs little where all of an account is shown.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.contains(where: { $0.utf8.count > columns }) else { return text }
        return lines.map { $0.utf8.count > columns ? fold(line: $0) : String($0) }.joined(separator: "\n")
    }

    /// The same with each paragraph broken anew, whatever its lines were; what is indented by four is code and stays as it is.
    package func refill(_ text: String) -> String {
        var lines: [String] = []
        var isParagraph = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isProse = !line.isEmpty && !line.hasPrefix(" ") && !line.hasPrefix("|")
            if isProse, isParagraph, !line.hasPrefix("- ") {
                lines[lines.count - 1] += " " + line
            } else {
                lines.append(String(line))
            }
            isParagraph = isProse
        }
        return lines.map { line in
            line.hasPrefix(Self.code) || line.columns <= columns
                ? line : fold(line: line[...], hang: 0)
        }
        .joined(separator: "\n")
    }

    private func fold(line: Substring, hang: Int = hang) -> String {
        // A line of a file is cut to fit where it is made, since a mark stands below it.
        guard !line.hasPrefix(MarkedLine.margin) else { return String(line) }
        let words = Words(line)
        guard words.columns > columns else { return String(line) }
        let indent = min(words.indent + hang, columns / 2)
        var text = ""
        var taken = 0
        for word in words.all {
            if taken + word.gap + word.columns <= columns {
                append(word, gap: word.gap)
            } else if !text.isEmpty, indent + word.columns <= columns {
                breakLine()
                append(word, gap: 0)
            } else {
                // What belongs together and is too long for a line is as any other words, but not left at once.
                let isAnew = !text.isEmpty && word.parts.count > 1 && word.parts[0].leadsOn
                if isAnew { breakLine() }
                for (index, part) in word.parts.enumerated() {
                    let gap = isAnew && index == 0 ? 0 : part.gap
                    if text.isEmpty || taken + gap + part.columns <= columns {
                        append(part, gap: gap)
                    } else {
                        breakLine()
                        append(part, gap: 0)
                    }
                }
            }
        }
        return text + String(repeating: " ", count: words.trailing)

        func append(_ word: Word, gap: Int) {
            text += String(repeating: " ", count: gap) + word.text
            taken += gap + word.columns
        }
        func breakLine() {
            text += "\n" + String(repeating: " ", count: indent)
            taken = indent
        }
    }
}

/// What is not broken where it fits into a line, and the spaces before it.
private struct Word {
    var gap: Int
    var text: String
    /// Of a terminal.
    var columns: Int
    /// What it is made of where several belong together, else itself.
    var parts: [Word]

    /// What is between two values, or stands in front of what it explains.
    private static let glyphs = ["-", "~", "+", "!", "?", "-/+"]

    var isGlyph: Bool { Self.glyphs.contains(text.withoutEscapes) }

    /// Whether the next word belongs to it: what it counts, or the value that it leads to.
    var leadsOn: Bool {
        let shown = text.withoutEscapes
        return isGlyph || shown == "->" || shown == "#" || !shown.isEmpty && shown.allSatisfy(\.isNumber)
    }
}

/// A line in words.
private struct Words {
    private(set) var all: [Word] = []
    /// The spaces after the last word.
    private(set) var trailing = 0

    /// How far its text is indented: by spaces, and by the glyph of a change or finding.
    var indent: Int {
        var indent = 0
        for word in all {
            indent += word.gap
            // What only turns a colour on is passed over.
            guard word.columns == 0 else {
                return indent + (word.parts[0].isGlyph ? word.parts[0].columns + 1 : 0)
            }
        }
        return indent
    }

    var columns: Int { all.reduce(trailing) { $0 + $1.gap + $1.columns } }

    init(_ line: Substring) {
        var pieces: [Word] = []
        var gap = 0
        for piece in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            if piece.offset > 0 { gap += 1 }
            guard !piece.element.isEmpty else { continue }
            let text = String(piece.element)
            let shown = text.withoutEscapes
            let isGlued =
                shown.unicodeScalars.beginWorkflowCommand
                || !shown.isEmpty && shown.unicodeScalars.allSatisfy(\.properties.isWhitespace)
            if isGlued, let last = pieces.indices.last {
                pieces[last].text += String(repeating: " ", count: gap) + text
                pieces[last].columns += gap + shown.columns
            } else {
                pieces.append(Word(gap: gap, text: text, columns: shown.columns, parts: []))
            }
            gap = 0
        }
        trailing = gap
        var index = 0
        while index < pieces.count {
            var start = index
            while start + 1 < pieces.count, pieces[start].leadsOn, pieces[start + 1].gap == 1 { start += 1 }
            let end = Self.end(ofQuote: pieces[start...])
            let parts = Array(pieces[index...end])
            let text = parts.dropFirst().reduce(parts[0].text) { $0 + String(repeating: " ", count: $1.gap) + $1.text }
            let columns = parts.dropFirst().reduce(parts[0].columns) { $0 + $1.gap + $1.columns }
            all.append(Word(gap: parts[0].gap, text: text, columns: columns, parts: parts))
            index = end + 1
        }
    }

    /// The last piece of what is in quotes from the first piece on; the first one where nothing is, or the quotes do not end.
    private static func end(ofQuote pieces: ArraySlice<Word>) -> Int {
        let start = pieces.startIndex
        let opening = pieces[start].text.withoutEscapes.drop { $0 == "(" }
        guard let quote = opening.first, quote == "\"" || quote == "'" else { return start }
        if opening.dropFirst().isQuoteEnd(quote) { return start }
        return pieces.indices.dropFirst().first { pieces[$0].text.withoutEscapes[...].isQuoteEnd(quote) } ?? start
    }
}

extension Substring {
    /// Whether a quotation ends in it: a quote that no letter follows, and that is not a part of what is quoted.
    fileprivate func isQuoteEnd(_ quote: Character) -> Bool {
        indices.contains { index in
            guard self[index] == quote, index == startIndex || self[self.index(before: index)] != "\\" else {
                return false
            }
            let next = self.index(after: index)
            return next == endIndex || !(self[next].isLetter || self[next].isNumber)
        }
    }
}

extension String {
    /// Without the sequences that colour it.
    fileprivate var withoutEscapes: String {
        guard utf8.contains(0x1B) else { return self }
        var text = String.UnicodeScalarView()
        var isInside = false
        for scalar in unicodeScalars {
            if scalar == "\u{1B}" {
                isInside = true
            } else if isInside {
                isInside = scalar != "m"
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
