package import Connections
import Diagnostics

/// Live connections as people read them: a table where there is room for one, else a few lines for each connection.
package struct ListText {
    /// Between two columns, and between what stands in one line.
    private static let gap = "  "

    private let style: Style
    /// nil for no limit.
    private let columns: Int?

    /// Takes in how many columns the terminal has; nil where there is none, so that each connection is one line.
    package init(style: Style, columns: Int? = nil) {
        self.style = style
        self.columns = columns
    }

    package func render(_ account: LiveAccount) -> String {
        let rows = account.connections.map(row)
        var text = table(rows) ?? blocks(rows)
        if !account.unmanageable.isEmpty {
            text += (text.isEmpty ? "" : "\n") + "Cannot be managed:\n"
            text += account.unmanageable.map { "  \($0.words.forTerminal)\n" }.joined()
        }
        return text + (text.isEmpty ? "" : "\n") + verdict(account) + "\n"
    }

    /// A connection in cells, the last of which is empty or calls for attention.
    private struct Row {
        var type: String
        var name: String
        var facts: [String]
        var warning: String
    }

    private func row(_ live: LiveConnection) -> Row {
        let target =
            switch live.details {
            case .aws(let location): "\(location.accountID) \(location.region)"
            case .vimeo(let clientIdentifier): clientIdentifier
            }
        return Row(
            type: live.type.rawValue,
            name: live.name.quotedForTerminal,
            facts: [live.id.rawValue.terminalSafe, target.terminalSafe],
            warning: live.enabled ? "" : "disabled"
        )
    }

    /// nil where a line would not fit.
    private func table(_ rows: [Row]) -> String? {
        let cells = rows.map { [$0.type, $0.name] + $0.facts }
        let widths = (cells.first ?? []).indices.map { column in cells.map { $0[column].columns }.max() ?? 0 }
        let warnings = rows.map { $0.warning.columns + ($0.warning.isEmpty ? 0 : Self.gap.count) }.max() ?? 0
        let width = widths.reduce(0, +) + Self.gap.count * max(0, widths.count - 1) + warnings
        if let columns, width > columns { return nil }
        return zip(rows, cells).map { row, cells in
            let isLast = row.warning.isEmpty
            let padded = zip(cells.indices, cells).map { index, cell in
                isLast && index == cells.count - 1 ? cell : cell.padded(toColumns: widths[index])
            }
            return (padded + (isLast ? [] : [style(.yellow, row.warning)])).joined(separator: Self.gap) + "\n"
        }
        .joined()
    }

    /// The name in the first line, and what is known of the connection below it, in as few lines as it takes.
    private func blocks(_ rows: [Row]) -> String {
        let typeWidth = rows.map(\.type.columns).max() ?? 0
        let indent = String(repeating: " ", count: typeWidth + Self.gap.count)
        let room = max(1, (columns ?? .max) - indent.count)
        return rows.map { row in
            let name = row.name.broken(toColumns: room)
            let first = row.type.padded(toColumns: typeWidth) + Self.gap + style(.bold, name[0])
            let rest = name.dropFirst().map { indent + style(.bold, $0) }
            return ([first] + rest + facts(of: row, room).map { indent + $0 }).map { "\($0)\n" }.joined()
        }
        .joined()
    }

    private func facts(of row: Row, _ room: Int) -> [String] {
        var lines: [String] = []
        var taken = Int.max
        for (index, fact) in (row.facts + [row.warning]).enumerated() where !fact.isEmpty {
            for part in fact.startingLine.broken(toColumns: room) {
                let shown = index == row.facts.count ? style(.yellow, part) : part
                if taken < room, taken + Self.gap.count + part.columns <= room {
                    lines[lines.count - 1] += Self.gap + shown
                    taken += Self.gap.count + part.columns
                } else {
                    lines.append(shown)
                    taken = part.columns
                }
            }
        }
        return lines
    }

    private func verdict(_ account: LiveAccount) -> String {
        let connections = account.connections
        guard !connections.isEmpty || !account.unmanageable.isEmpty else { return "No connections." }
        var parts = ConnectionType.allCases.map { type in "\(connections.count { $0.type == type }) \(type.rawValue)" }
        let disabled = connections.count { !$0.enabled }
        if disabled > 0 { parts.append("\(disabled) disabled") }
        if !account.unmanageable.isEmpty { parts.append("\(account.unmanageable.count) that cannot be managed") }
        return connections.count.counted("connection", "connections") + ": " + parts.joined(separator: ", ") + "."
    }
}

extension UnmanageableConnection {
    /// What it is, as far as it could be understood, and why not further.
    fileprivate var words: Phrase {
        let name: Phrase = name.map { " \(name: $0)" } ?? ""
        let id: Phrase = id.map { " (\($0))" } ?? ""
        return "\(ours: type.rawValue)\(name)\(id): \(reason)"
    }
}
