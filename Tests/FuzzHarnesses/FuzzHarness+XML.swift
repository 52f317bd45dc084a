import AWSRequests
import Rendering

extension FuzzHarness {
    /// Answers of AWS → elements, which written out again are the same.
    static let xml = FuzzHarness("xml") { bytes in
        guard let root = XMLElement(body(of: bytes)) else { return }
        try promise(root.depth <= 65, "it is nested \(root.depth) deep")
        try promise(String(validating: bytes, as: UTF8.self) != nil, "it is no UTF-8")
        let text = written(root)
        guard let again = XMLElement(Array(text.utf8)) else {
            throw BrokenPromise("what was read cannot be written: \(text)")
        }
        try promise(again == root, "what was read is written as something else: \(text)")
    }

    /// That the text is XML, and where `said` is given, that its root says that, but for what XML cannot hold.
    static func checkXML(_ text: String, as what: String, saying said: String? = nil) throws {
        guard let root = XMLElement(Array(text.utf8)) else { throw BrokenPromise("\(what) is no XML: \(text)") }
        guard let said else { return }
        var expected = String.UnicodeScalarView()
        for scalar in said.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...: expected.append(scalar)
            default: expected.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            }
        }
        try promise(same(root.text, String(expected)), "\(what) is another text: \(text)")
    }

    private static func written(_ element: XMLElement) -> String {
        "<\(element.name)>\(references(element.text))\(element.children.map(written).joined())</\(element.name)>"
    }

    /// By numbers, so that no character is lost.
    private static func references(_ text: String) -> String {
        text.unicodeScalars.map { $0.value == 0 ? "\0" : "&#\($0.value);" }.joined()
    }
}

extension XMLElement {
    fileprivate var depth: Int { 1 + (children.map(\.depth).max() ?? 0) }
}
