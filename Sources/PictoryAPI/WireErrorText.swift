/// Makes one short line, fit for any screen, out of what an answer says about an error.
package struct WireErrorText: Sendable {
    /// The longest line, in Unicode scalars.
    package static let longestLine = 300
    /// How much of a body that is not JSON is looked at, in bytes.
    private static let longestText = 16 * 1024

    private let redactor: Redactor

    package init(redactor: Redactor) {
        self.redactor = redactor
    }

    /// What an error body says: its message where it is JSON, its title and text where it is HTML, else the text itself.
    ///
    /// - Returns: nil when the body says nothing.
    package func detail(of body: [UInt8]) -> String? {
        if let value = WireValue(body), let message = Self.message(of: value) { return line(message) }
        let text = redactor.redacted(String(decoding: body.prefix(Self.longestText), as: UTF8.self))
        return line(HTMLPage(text)?.summary ?? text)
    }

    /// The text on one line of at most ``longestLine`` scalars, without secrets and without characters that act on a
    /// terminal or reorder text; nil when nothing is left.
    package func line(_ text: String) -> String? {
        // Once before and once after: a secret can be broken up by what is removed, or only appear by removing it.
        let scalars = Array(redactor.redacted(Self.visible(redactor.redacted(text))).unicodeScalars)
        guard !scalars.isEmpty else { return nil }
        guard scalars.count > Self.longestLine else { return String(String.UnicodeScalarView(scalars)) }
        return String(String.UnicodeScalarView(scalars.prefix(Self.longestLine - 1))) + "…"
    }

    /// The text without control and format characters, every run of white space as one space.
    private static func visible(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isSpaceDue = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                isSpaceDue = !result.isEmpty
                continue
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .unassigned: continue
            default: break
            }
            if isSpaceDue { result.append(" ") }
            isSpaceDue = false
            result.append(scalar)
        }
        return String(result)
    }

    // MARK: JSON

    /// Keys under which APIs put the sentence for people, the best first.
    private static let sentenceKeys = ["message", "Message", "error_description", "detail", "title", "reason"]
    /// Keys under which they put what is wrong in particular.
    private static let partKeys = ["error", "errors", "details"]
    /// Keys that name the field an error is about.
    private static let fieldKeys = ["field", "path", "property", "param"]
    /// How many errors of a list are told.
    private static let mostErrors = 5

    private static func message(of value: WireValue) -> String? {
        switch value {
        case .scalar(.number(let number?)): return String(number)
        case .scalar: return value.text
        case .array(let elements):
            let messages = elements.prefix(mostErrors).compactMap(message)
            return messages.isEmpty ? nil : messages.joined(separator: "; ")
        case .object:
            let sentence = sentenceKeys.lazy.compactMap { value[$0]?.text }.first
            let parts = partKeys.compactMap { key -> String? in
                guard let part = value[key] else { return nil }
                // {"error": "Bad Request", "message": "…"}: the word repeats the status.
                return part.text != nil && sentence != nil ? nil : message(of: part)
            }
            let field = fieldKeys.lazy.compactMap { value[$0]?.text }.first
            let said = ([field] + [sentence] + parts).compactMap { $0 }
            guard !said.isEmpty else { return value["code"].flatMap(message) }
            return said.joined(separator: ": ")
        }
    }
}
