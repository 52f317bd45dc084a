/// Quotes text of a file in a message.
enum Echo {
    /// The text in single quotes, shortened to 60 characters, without what may be a secret.
    static func quoted(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars.prefix(61))
        var shown = String.UnicodeScalarView()
        var index = 0
        for range in SecretWords.Scan(scalars[...], isScalar: true).hidden where range.lowerBound >= index {
            shown.append(contentsOf: scalars[index..<range.lowerBound])
            shown.append(contentsOf: "***".unicodeScalars)
            index = range.upperBound
        }
        shown.append(contentsOf: scalars[index...])
        return shown.count > 60 ? "'\(String(shown.prefix(60)))…'" : "'\(String(shown))'"
    }
}
