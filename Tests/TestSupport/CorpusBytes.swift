import Foundation
import Testing

/// Bytes that no one would write by hand, described in lines that people can read.
enum CorpusBytes {
    /// What the lines stand for, one after the other: `text "…"` and `repeat 1000 "…"` with strings of JSON, and `hex FF FE`.
    static func bytes(describedBy text: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for line in text.split(separator: "\n") {
            if let hex = line.wholeMatch(of: /hex ([0-9A-F ]+)/)?.1 {
                bytes += try hex.split(separator: " ").map { try #require(UInt8($0, radix: 16)) }
            } else {
                let match = try #require(line.wholeMatch(of: /(?:text|repeat ([0-9]+)) (".*")/), "\(line)")
                let piece = Array(try JSONDecoder().decode(String.self, from: Data(match.2.utf8)).utf8)
                let count = try match.1.map { try #require(Int($0)) } ?? 1
                bytes.reserveCapacity(bytes.count + count * piece.count)
                for _ in 0..<count { bytes += piece }
            }
        }
        return bytes
    }
}
