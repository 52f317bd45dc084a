/// The words of a web page that stands where an answer of the API should.
struct HTMLPage {
    /// The title, and the text without tags, scripts and styles; the title once where the text begins with it.
    let summary: String

    /// Elements whose content is no text of the page.
    private static let silentElements: Set<String> = ["title", "script", "style"]

    /// nil when the text does not begin like HTML or XML.
    init?(_ source: String) {
        guard source.first(where: { !$0.isWhitespace }) == "<" else { return nil }
        var text = ""
        var title = ""
        var element: String?
        var rest = source[...]
        while !rest.isEmpty {
            let words = rest.prefix { $0 != "<" }
            rest = rest.dropFirst(words.count)
            switch element {
            case nil: text += words
            case "title": title += words
            default: break
            }
            let tag = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "/" }.lowercased()
            if let element, tag != "/\(element)" {
                // In a script, "<" need not begin a tag.
                rest = rest.dropFirst()
                continue
            }
            rest = rest.drop { $0 != ">" }.dropFirst()
            element = element == nil && Self.silentElements.contains(tag) ? tag : nil
            text += " "
        }
        let words = [title, text].map { Self.unescaped($0).split(whereSeparator: \.isWhitespace) }
        let parts = words[1].starts(with: words[0]) ? [words[1]] : words
        summary = parts.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }.joined(separator: ": ")
    }

    private static func unescaped(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[start...]
            if let end = rest.prefix(12).firstIndex(of: ";"),
                let scalar = HTMLEntity.scalar(named: String(rest[rest.index(after: start)..<end]))
            {
                result.unicodeScalars.append(scalar)
                rest = rest[rest.index(after: end)...]
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }
}
