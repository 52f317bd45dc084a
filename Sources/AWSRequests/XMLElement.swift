/// An element of a small XML document: its name without prefix, its text and the elements in it.
///
/// Attributes, comments and processing instructions are passed over; what declares entities is refused.
package struct XMLElement: Sendable, Hashable {
    package var name: String
    /// All text directly in it, with white space as it stands.
    package var text = ""
    package var children: [XMLElement] = []

    /// The root of a document; nil for what is not well-formed, or deeper than 64 elements.
    package init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var reader = XMLReader(text)
        guard let root = reader.document() else { return nil }
        self = root
    }

    init(name: String) {
        self.name = name
    }

    /// The first child of the name.
    subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The children within the child of the name, where lists have them.
    func members(of name: String) -> [XMLElement] { self[name]?.children.filter { $0.name == "member" } ?? [] }

    /// The text of the first element of the name at any depth.
    func firstText(named name: String) -> String? {
        if self.name == name { return text }
        for child in children {
            if let text = child.firstText(named: name) { return text }
        }
        return nil
    }
}
