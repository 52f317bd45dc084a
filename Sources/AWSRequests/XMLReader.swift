/// Reads the part of XML that answers of AWS are made of.
struct XMLReader {
    private static let deepest = 64

    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = Substring(text).unicodeScalars
    }

    /// nil for what is not well-formed.
    mutating func document() -> XMLElement? {
        guard skipMisc(), skip("<"), let root = element(depth: 0), skipMisc(), rest.isEmpty else { return nil }
        return root
    }

    /// What may stand before and after the root: white space, comments and instructions.
    private mutating func skipMisc() -> Bool {
        while true {
            skipSpace()
            if skip("<?") {
                guard skipPast("?>") else { return false }
            } else if skip("<!--") {
                guard skipPast("-->") else { return false }
            } else {
                return true
            }
        }
    }

    /// An element whose `<` was read.
    private mutating func element(depth: Int) -> XMLElement? {
        guard depth < Self.deepest, let name = name() else { return nil }
        var element = XMLElement(name: Self.localName(name))
        guard let isEmpty = attributes() else { return nil }
        if isEmpty { return element }
        while !rest.isEmpty {
            if skip("</") {
                guard self.name() == name else { return nil }
                skipSpace()
                return skip(">") ? element : nil
            } else if skip("<!--") {
                guard skipPast("-->") else { return nil }
            } else if skip("<![CDATA[") {
                guard let text = past("]]>") else { return nil }
                element.text += text
            } else if skip("<?") {
                guard skipPast("?>") else { return nil }
            } else if skip("<") {
                guard let child = self.element(depth: depth + 1) else { return nil }
                element.children.append(child)
            } else {
                guard let text = text(until: { $0 == "<" }) else { return nil }
                element.text += text
            }
        }
        return nil
    }

    /// Passes over the attributes and the end of the tag; whether the element ends with it.
    private mutating func attributes() -> Bool? {
        while true {
            skipSpace()
            if skip("/>") { return true }
            if skip(">") { return false }
            guard name() != nil else { return nil }
            skipSpace()
            guard skip("=") else { return nil }
            skipSpace()
            guard let quote = rest.popFirst(), quote == "\"" || quote == "'",
                text(until: { $0 == quote || $0 == "<" }) != nil, rest.popFirst() == quote
            else { return nil }
        }
    }

    private mutating func name() -> String? {
        let name = rest.prefix { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._:".unicodeScalars.contains(scalar)
        }
        rest.removeFirst(name.count)
        return name.isEmpty ? nil : String(name)
    }

    private static func localName(_ name: String) -> String {
        name.split(separator: ":").last.map(String.init) ?? name
    }

    /// Text with its references resolved; nil for one that names no character.
    private mutating func text(until isEnd: (Unicode.Scalar) -> Bool) -> String? {
        var text = String.UnicodeScalarView()
        while let next = rest.first, !isEnd(next) {
            rest.removeFirst()
            guard next == "&" else {
                text.append(next)
                continue
            }
            let name = String(rest.prefix { $0 != ";" && $0 != "<" }.prefix(12))
            rest.removeFirst(name.unicodeScalars.count)
            guard skip(";"), let scalar = Self.scalar(ofReference: name) else { return nil }
            text.append(scalar)
        }
        return String(text)
    }

    private static func scalar(ofReference name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        let number =
            name.hasPrefix("#x")
            ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
        return number.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
    }

    // MARK: Steps

    private mutating func skipSpace() {
        rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }[...]
    }

    private mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest.removeFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func skipPast(_ end: String) -> Bool { past(end) != nil }

    /// What stands before the next `end`, which is passed, too.
    private mutating func past(_ end: String) -> String? {
        var text = String.UnicodeScalarView()
        while !rest.isEmpty {
            if skip(end) { return String(text) }
            text.append(rest.removeFirst())
        }
        return nil
    }
}
