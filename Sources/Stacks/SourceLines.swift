/// The lines of a file by their numbers, counted from 1.
struct SourceLines {
    private let bytes: [UInt8]
    private let starts: [Int]
    private let longest: Int

    /// Finds the lines; bytes of a line that can't belong to its first `longest` scalars are not decoded.
    init(_ bytes: [UInt8], longest: Int) {
        self.bytes = bytes
        self.longest = longest
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(index + 1)
        }
        self.starts = starts
    }

    var count: Int { starts.count }

    /// Without the line break; empty when the file has no such line.
    subscript(number: Int) -> [Unicode.Scalar] {
        guard number <= starts.count else { return [] }
        let start = starts[number - 1]
        var end = number < starts.count ? starts[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return Array(String(decoding: bytes[start..<end].prefix(4 * longest), as: UTF8.self).unicodeScalars)
    }
}
