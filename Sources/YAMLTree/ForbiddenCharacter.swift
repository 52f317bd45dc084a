/// Why a character may not stand in a file, neither as it is nor through an escape.
///
/// All of them are invisible, and some change how a terminal or a review shows the text around them.
package enum ForbiddenCharacter: Sendable, Hashable {
    case control
    case bidirectional
    case invisible
    case lineSeparator
    case noncharacter

    /// nil when the scalar is allowed; tab and line feed are.
    package init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E:
            return nil
        case 0x00...0x1F, 0x7F...0x9F:
            self = .control
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
            self = .bidirectional
        // Soft hyphen, grapheme joiner, Hangul fillers, Khmer vowels that are not seen, zero-width spaces and joiners, invisible
        // operators, byte order mark, tags; and selectors of variants, but for those that have a sign shown as text or as an emoji.
        case 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200D, 0x2060...0x2065,
            0x206A...0x206F, 0x3164, 0xFE00...0xFE0D, 0xFEFF, 0xFFA0, 0xE0000...0xE01EF:
            self = .invisible
        case 0x2028, 0x2029:
            self = .lineSeparator
        case let value where value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value):
            self = .noncharacter
        default:
            return nil
        }
    }

    /// For example `the control character U+001B`.
    package func described(as scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return switch self {
        case .control: "the control character \(number)"
        case .bidirectional: "the character \(number), which changes the direction of text,"
        case .invisible: "the invisible character \(number)"
        case .lineSeparator: "the line separator \(number)"
        case .noncharacter: "\(number), which is not a character,"
        }
    }
}
