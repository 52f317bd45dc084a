/// A document as YAML with sorted keys, in which every key and every text stands in double quotes.
///
/// So no reader takes a text for a number, a date or a truth value, and no text can end its line.
package enum YAMLText {
    /// The same document gives the same bytes, which end in a line break.
    package static func render(_ tree: DocumentTree) -> String {
        lines(tree).map { $0 + "\n" }.joined()
    }

    private static func lines(_ tree: DocumentTree) -> [String] {
        switch tree {
        case .text(let text): return [quoted(text)]
        case .flag(let flag): return [flag ? "true" : "false"]
        case .list(let items) where items.isEmpty: return ["[]"]
        case .map(let values) where values.isEmpty: return ["{}"]
        case .list(let items):
            return items.flatMap { item in
                lines(item).enumerated().map { number, line in (number == 0 ? "- " : "  ") + line }
            }
        case .map(let values):
            let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return sorted.flatMap { key, value in
                let below = lines(value)
                return value.standsBesideItsKey
                    ? below.map { "\(quoted(key)): \($0)" } : ["\(quoted(key)):"] + below.map { "  " + $0 }
            }
        }
    }

    /// Escaped as YAML 1.2 has it; what nobody sees, or a log of a pipeline would act on, is escaped, too.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.actsOnTerminal || scalars[index...].beginCommand: quoted += escape(scalar)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
    }
}

extension DocumentTree {
    fileprivate var standsBesideItsKey: Bool {
        switch self {
        case .text, .flag: true
        case .list(let items): items.isEmpty
        case .map(let values): values.isEmpty
        }
    }
}
