import Foundation
import Testing

/// The files of `examples/`, and the commands that stand in them.
enum Examples {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "examples")

    /// The lines of the block that begins below the line `start`, the first one after `mark`, without their indent.
    static func block(_ file: String, after mark: String, _ start: String) throws -> String {
        let lines = try folder.read(file).components(separatedBy: "\n")
        let marked = try #require(lines.firstIndex { $0.contains(mark) })
        let first = try #require(lines[marked...].firstIndex { $0.hasSuffix(start) }) + 1
        let indent = lines[first].prefix { $0 == " " }
        return lines[first...].prefix { $0.hasPrefix(indent) || $0.isEmpty }.map { $0.dropFirst(indent.count) }
            .joined(separator: "\n")
    }
}
