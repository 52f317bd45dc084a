import Foundation

/// A page of the documentation, as its blocks of code.
struct Page {
    /// A block between two fences, without the indent that they have.
    struct Block {
        var language: String
        var lines: [String]

        var text: String { lines.map { "\($0)\n" }.joined() }
    }

    /// The folder of the repository.
    static let root = Examples.folder.deletingLastPathComponent()

    let text: String

    init(_ path: String) throws {
        text = try Self.root.read(path)
    }

    var blocks: [Block] {
        var blocks: [Block] = []
        var indent: Int?
        for line in text.components(separatedBy: "\n") {
            let content = line.drop { $0 == " " }
            if content.hasPrefix("```") {
                if indent == nil { blocks.append(Block(language: String(content.dropFirst(3)), lines: [])) }
                indent = indent == nil ? line.count - content.count : nil
            } else if let indent {
                blocks[blocks.count - 1].lines.append(String(line.dropFirst(indent)))
            }
        }
        return blocks
    }

    func blocks(_ language: String) -> [Block] { blocks.filter { $0.language == language } }
}
