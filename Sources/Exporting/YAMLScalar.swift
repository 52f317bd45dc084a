/// A text as a YAML scalar on one line: plain where no reader could take it for anything else, else in double quotes.
///
/// "No reader" includes those of YAML 1.1 and those that guess types, although ours does not.
struct YAMLScalar {
    /// Words that some readers take for a truth value or for nothing, in lower case.
    private static let typedWords: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    let written: String

    init(_ text: String) {
        written = Self.isPlain(text) ? text : Self.quoted(text)
    }

    /// A letter first, and nothing that ends a plain scalar or begins a comment, a number or an indicator.
    private static func isPlain(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, first.properties.isAlphabetic, last != " ",
            scalars.allSatisfy(canStandPlain)
        else { return false }
        return scalars.count > 5 || !typedWords.contains(text.lowercased())
    }

    private static func canStandPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ":", "#", "\"", "\\", "`": false
        case " "..."~": true
        case _ where scalar.isASCII: false
        default: isSeen(scalar)
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case " "..."~": quoted.unicodeScalars.append(scalar)
            case _ where !scalar.isASCII && isSeen(scalar): quoted.unicodeScalars.append(scalar)
            default: quoted += escape(scalar)
            }
        }
        return quoted + "\""
    }

    /// Whether people see it as what it is: a letter, a mark on one, a number, a sign or a symbol.
    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .unassigned,
            .privateUse:
            false
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
    }
}
