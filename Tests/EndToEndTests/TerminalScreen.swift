/// What a terminal shows of what was written to it: lines and the carriage return; colours are passed over.
struct TerminalScreen {
    private(set) var lines = [""]
    /// Every state of a line that was written over.
    private(set) var overwritten: [String] = []
    /// Whether a line came to the last column, where terminals wrap.
    private(set) var hasWrapped = false

    init(_ text: String, columns: Int) {
        let scalars = Array(text.unicodeScalars)
        var (index, column) = (0, 0)
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "\r": column = 0
            case "\n": lines.append("")
            case "\u{1B}":
                let end = scalars[index...].firstIndex { ("A"..."z").contains($0) && $0 != "[" } ?? scalars.endIndex - 1
                index = end + 1
            default:
                if column == 0, !lines[lines.endIndex - 1].isEmpty { beginAnew() }
                lines[lines.endIndex - 1].unicodeScalars.append(scalar)
                column += 1
                if column >= columns { hasWrapped = true }
            }
        }
    }

    /// What is written over a line is as long as it was, or has erased it with spaces before.
    private mutating func beginAnew() {
        overwritten.append(lines[lines.endIndex - 1])
        lines[lines.endIndex - 1] = ""
    }
}
