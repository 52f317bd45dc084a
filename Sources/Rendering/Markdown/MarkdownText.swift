extension String {
    /// The text letter by letter as Markdown's inline code: nothing in it is a link, a mention, HTML or formatting.
    ///
    /// An empty text, and one that begins or ends with a space, is put in quotes, since nobody would see it.
    package var codeSpan: String {
        var text = markdownSafe
        if text.isEmpty || text.utf8.first == .space || text.utf8.last == .space { text = "\"\(text)\"" }
        let fence = String(repeating: "`", count: text.longestBacktickRun + 1)
        // A backtick beside the fence would be a part of it; of a pair of spaces Markdown takes one each away.
        let pad = text.utf8.first == .backtick || text.utf8.last == .backtick ? " " : ""
        return fence + pad + text + pad + fence
    }

    /// ``terminalSafe``, of a bounded length, and with backticks made visible where there are so many in a row that
    /// renderers give up counting them: from 81 on cmark takes them for plain text, and what follows for Markdown.
    var markdownSafe: String {
        // What comes after cannot be shown, since no text gets shorter by being made safe.
        let start = utf8.count > Self.mostShown ? String(unicodeScalars.prefix(Self.mostShown + 1)) : self
        var text = start.terminalSafe
        if text.longestBacktickRun > 16 {
            // By scalars: a combining mark behind a backtick makes another character of it.
            text = text.unicodeScalars.split(separator: "`", omittingEmptySubsequences: false)
                .map { String($0) }.joined(separator: "\\u{60}")
        }
        guard text.utf8.count > Self.mostShown else { return text }
        let units = text.utf16
        guard let end = units.index(units.startIndex, offsetBy: Self.mostShown, limitedBy: units.endIndex) else {
            return text
        }
        return text[..<end] + "…"
    }

    /// UTF-16 units of one text from outside; more than any field of a connection may have.
    private static let mostShown = 1_000

    fileprivate var longestBacktickRun: Int {
        var (longest, run) = (0, 0)
        for byte in utf8 {
            run = byte == .backtick ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

/// Lines that Markdown shows as they are.
enum MarkdownFence {
    /// The lines in a code block that none of them can end, each behind `indent`; ends with a line break.
    static func render(_ lines: [String], as language: String, indent: String = "") -> String {
        let safe = lines.map(\.markdownSafe)
        let longest = safe.map(\.longestBacktickRun).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return ([fence + language] + safe + [fence]).map { "\(indent)\($0)\n" }.joined()
    }
}

extension UInt8 {
    fileprivate static let backtick = UInt8(ascii: "`")
    fileprivate static let space = UInt8(ascii: " ")
}
