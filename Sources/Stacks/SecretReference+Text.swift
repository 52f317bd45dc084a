package import Connections

extension SecretReference {
    /// Reads `${env:NAME}` or `${file:PATH}`; nil when the text is anything else, or has anything around it.
    package init?(text: String) {
        guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
        let inner = text.dropFirst(2).dropLast()
        if inner.hasPrefix("env:") {
            let name = inner.dropFirst(4)
            guard Self.isVariableName(name.utf8) else { return nil }
            self = .environment(String(name))
        } else if inner.hasPrefix("file:") {
            let path = inner.dropFirst(5)
            guard !path.isEmpty, !path.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "}") }) else {
                return nil
            }
            self = .file(String(path))
        } else {
            return nil
        }
    }

    /// Whether the text has a reference, or something that was meant as one, anywhere in it.
    static func occurs(in text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return false }
        return text.split(separator: "${").dropFirst(text.hasPrefix("${") ? 0 : 1).contains {
            $0.hasPrefix("env:") || $0.hasPrefix("file:")
        }
    }

    private static func isVariableName(_ name: Substring.UTF8View) -> Bool {
        guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return name.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
