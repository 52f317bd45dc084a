import Foundation
import Testing

/// An answer of `Tests/Corpus/answers` that no API should give, with what the program is to make of it; the page there tells the form.
package struct CorpusAnswer: Sendable {
    /// Its path in the folder of all of them.
    package var name: String
    /// The request that it answers: `list`, `get`, `create`, `update` or `delete`.
    package var request = "list"
    /// Of which connections: `aws` or `vimeo`.
    package var type = "aws"
    /// How many such requests it answers; nil for all.
    package var times: Int?
    /// Whether the request is carried out in spite of the answer.
    package var isCarriedOut = false
    /// The exit status of the program.
    package var exit: Int32 = 0
    /// What the program says, on whichever stream.
    package var says: [String] = []
    /// All bytes of the answer.
    package var bytes: [UInt8] = []

    package static func all() throws -> [CorpusAnswer] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Corpus/answers")
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
            .filter { $0.hasSuffix(".http") }
            .map { try CorpusAnswer(path: $0, below: root) }
    }

    private init(path: String, below root: URL) throws {
        name = path
        var rest = String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)[...]
        var tail: [UInt8] = []
        while let match = rest.prefixMatch(of: /# ([a-z ]+): ?(.*)\n/) {
            rest = rest[match.range.upperBound...]
            let value = String(match.2)
            switch match.1 {
            case "answers": request = value
            case "of": type = value
            case "times": times = Int(value)
            case "carried out": isCarriedOut = value == "yes"
            case "exit": exit = try #require(Int32(value))
            case "says": says.append(value)
            case "then": tail += try CorpusBytes.bytes(describedBy: value)
            default: throw Unknown(line: String(match.0))
            }
        }
        // One line break ends the file, and is none of the body's.
        let body = rest.firstRange(of: "\n\n").map { rest[$0.upperBound...] }
        let head = body.map { rest[..<$0.startIndex].dropLast(2) } ?? rest.dropLast()
        guard let body else {
            // What is no HTTP is sent as it stands.
            bytes = Array(head.utf8) + tail
            return
        }
        let content = Array(body.dropLast().utf8) + tail
        var lines = head.split(separator: "\n").map(String.init)
        let tellsLength = lines.contains { $0.lowercased().contains(/^(content-length|transfer-encoding):/) }
        if !tellsLength { lines.append("Content-Length: \(content.count)") }
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + content
    }

    private struct Unknown: Error {
        var line: String
    }
}

extension CorpusAnswer: CustomTestStringConvertible {
    package var testDescription: String { name }
}
