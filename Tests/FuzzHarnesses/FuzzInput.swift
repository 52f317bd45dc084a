/// An input that has to be several things at once: parts with a line of six `=` between them, so that people can write one.
struct FuzzInput {
    private static let separator = Array("\n======\n".utf8)

    private let parts: [[UInt8]]

    init(_ bytes: [UInt8]) {
        var parts: [[UInt8]] = [[]]
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "\n"), bytes[index...].starts(with: Self.separator) {
                parts.append([])
                index += Self.separator.count
            } else {
                parts[parts.count - 1].append(bytes[index])
                index += 1
            }
        }
        self.parts = parts
    }

    /// nil where the input has fewer parts.
    subscript(_ number: Int) -> [UInt8]? { number < parts.count ? parts[number] : nil }

    var count: Int { parts.count }

    /// The part as text, with what is no UTF-8 replaced; empty where there is none.
    func text(_ number: Int) -> String { String(decoding: self[number] ?? [], as: UTF8.self) }
}
