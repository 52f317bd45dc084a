import Connections
package import Planning

/// Outputs as people read them: a line for each declared connection, with its id and what to know about it.
package struct OutputsText {
    private let style: Style

    package init(style: Style) {
        self.style = style
    }

    package func render(_ outputs: Outputs) -> String {
        guard !outputs.entries.isEmpty else { return "No declared connections.\n" }
        let nameWidth = outputs.entries.map(\.name.quotedForTerminal.columns).max() ?? 0
        let typeWidth = outputs.entries.map(\.type.rawValue.count).max() ?? 0
        return outputs.entries.map { entry in
            let type = entry.type.rawValue.padded(to: typeWidth)
            let name = entry.name.quotedForTerminal.padded(toColumns: nameWidth)
            return ([type, name] + rest(entry)).joined(separator: "  ") + "\n"
        }
        .joined()
    }

    private func rest(_ entry: Outputs.Entry) -> [String] {
        guard let id = entry.connectionId else {
            return [style(.yellow, entry.whyUnmanageable == nil ? "(not in the account yet)" : "(cannot be managed)")]
        }
        var rest = [id.rawValue.terminalSafe]
        if !entry.isEnabled { rest.append(style(.yellow, "disabled")) }
        if entry.isReplacePending { rest.append(style(.yellow, "(to be replaced: the id will change)")) }
        return rest
    }
}
