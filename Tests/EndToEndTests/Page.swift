import Foundation

/// A page of the documentation, as its blocks of code.
struct Page {
    /// A block between two fences, without the indent that they have.
    struct Block {
        var language: String
        var lines: [String]

        var text: String { lines.map { "\($0)\n" }.joined() }

        /// The commands of a `console` block, each with what stands below it; a here-document is a part of its command.
        var commands: [(command: String, output: String)] {
            var commands: [(command: String, output: String)] = []
            var end: String?
            for line in lines {
                let last = commands.count - 1
                if let mark = end {
                    commands[last].command += "\n" + line
                    if line == mark { end = nil }
                } else if line.hasPrefix("$ ") {
                    commands.append((String(line.dropFirst(2)), ""))
                    end = (try? /<<'([A-Z]+)'/.firstMatch(in: line))?.map { String($0.output.1) }
                } else if last >= 0 {
                    commands[last].output += line + "\n"
                }
            }
            return commands
        }
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

    /// The commands of all `console` blocks.
    var commands: [(command: String, output: String)] { blocks("console").flatMap(\.commands) }
}
