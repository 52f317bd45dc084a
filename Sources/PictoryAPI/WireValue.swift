/// A JSON value as a tree: for error bodies, which are small and may have any shape.
enum WireValue {
    case scalar(WireScalar)
    case array([WireValue])
    /// The members in their order; a key can stand twice.
    case object([(key: String, value: WireValue)])

    /// Reads a whole body; nil when it is not JSON.
    init?(_ body: [UInt8]) {
        var scanner = WireScanner(body)
        do {
            self = try WireValue(from: &scanner)
            try scanner.end()
        } catch {
            return nil
        }
    }

    /// Takes the next value; the scanner's limit on nesting bounds the recursion.
    private init(from scanner: inout WireScanner) throws(WireScanner.Failure) {
        switch try scanner.kind() {
        case .object:
            var members: [(key: String, value: WireValue)] = []
            try scanner.open()
            while let key = try scanner.key() {
                members.append((scanner.text(key) ?? "", try WireValue(from: &scanner)))
            }
            self = .object(members)
        case .array:
            var elements: [WireValue] = []
            try scanner.open()
            while try scanner.hasElement() { elements.append(try WireValue(from: &scanner)) }
            self = .array(elements)
        case .string, .number, .true, .false, .null:
            self = .scalar(try WireScalar(from: &scanner))
        }
    }

    /// The last member with the key; nil when this is no object or has none.
    subscript(key: String) -> WireValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// nil when this is no string or a blank one.
    var text: String? {
        guard case .scalar(.text(let text)) = self, text.contains(where: { !$0.isWhitespace }) else { return nil }
        return text
    }
}
