import Foundation
import Testing

/// A stack of `Tests/Corpus/files` that is wrong, with what is to be said about it; the page there tells the forms.
package struct CorpusStack: Sendable {
    /// Its path in the folder of all of them.
    package var name: String
    /// Bytes by the paths that they have in the stack's directory.
    package var files: [String: [UInt8]] = [:]
    /// Each as `CODE at FILE:LINE:COLUMN`, or the code alone where there is no place; sorted.
    package var expected: [String] = []

    /// The name that a file of connections gets which has none of its own.
    private static let connections = "connections.yaml"

    /// Every one of the repository, in the order of their names.
    package static func all() throws -> [CorpusStack] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Corpus/files")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
        var stacks: [CorpusStack] = []
        for path in paths {
            if path.hasSuffix(".stack") {
                stacks.append(try CorpusStack(folder: path, below: root))
            } else if !path.contains(".stack/"), path.hasSuffix(".yaml") || path.hasSuffix(".bytes") {
                stacks.append(try CorpusStack(file: path, below: root))
            }
        }
        return stacks
    }

    private init(file path: String, below root: URL) throws {
        name = path
        let data = try Data(contentsOf: root.appending(path: path))
        let isSettings = path.hasPrefix("settings/")
        let file = isSettings ? "patchbay.yaml" : Self.connections
        if isSettings { files[Self.connections] = Array("connections: []\n".utf8) }
        let sidecar = try? String(contentsOf: root.appending(path: path + ".expect"), encoding: .utf8)
        if path.hasSuffix(".bytes") {
            let text = String(decoding: data, as: UTF8.self)
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("expect: ") }
            files[file] = try CorpusBytes.bytes(describedBy: lines.joined(separator: "\n"))
            expect(text, of: file)
        } else {
            files[file] = Array(data)
            expect(sidecar ?? String(decoding: data, as: UTF8.self), of: file)
        }
        expected.sort()
    }

    private init(folder path: String, below root: URL) throws {
        name = path
        let folder = root.appending(path: path)
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            // A folder has no contents, and is in the paths of what it holds.
            guard let data = FileManager.default.contents(atPath: folder.appending(path: file).path) else { continue }
            let text = String(decoding: data, as: UTF8.self)
            expect(text, of: file == "expect" ? nil : file)
            if file != "expect" { files[file] = Array(data) }
        }
        expected.sort()
    }

    /// Takes the lines that say what is expected; those of a file say only the line and column.
    private mutating func expect(_ text: String, of file: String?) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let rest = line.firstMatch(of: /^(?:# )?expect: (.*)$/)?.1 else { break }
            let parts = rest.split(separator: " at ")
            let place = parts.count > 1 ? " at " + (file.map { "\($0):" } ?? "") + parts[1] : ""
            expected.append("\(parts[0])\(place)")
        }
    }
}

extension CorpusStack: CustomTestStringConvertible {
    package var testDescription: String { name }
}
