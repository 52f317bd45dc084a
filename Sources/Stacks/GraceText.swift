/// Reads times such as `72h`, `7d` or `1h30m`.
package enum GraceText {
    /// Seconds of each unit, the largest first, which is also the order they stand in.
    private static let units: [(letter: Character, seconds: Int)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
    /// A year; whatever shall work longer should be declared.
    private static let longest = Duration.seconds(365 * 86_400)

    /// nil when the text is not a time, is zero, or is longer than a year.
    package static func duration(_ text: String) -> Duration? {
        var seconds = 0
        var digits = ""
        var unitsLeft = units[...]
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard digits.count <= 9, let number = Int(digits),
                let unit = unitsLeft.firstIndex(where: { $0.letter == character })
            else { return nil }
            seconds += number * units[unit].seconds
            unitsLeft = units[(unit + 1)...]
            digits = ""
        }
        guard digits.isEmpty, seconds > 0, .seconds(seconds) <= longest else { return nil }
        return .seconds(seconds)
    }
}
