import Connections

/// Entries as a YAML file that ``StackReader`` reads as they are, and that people read and edit.
enum ConnectionsYAML {
    /// The first line tells editors where the schema is, from the file's own folder.
    static func text(_ entries: [ExportedEntry], schema: String) -> String {
        let head = "# yaml-language-server: $schema=\(schema)\n\(Export.mark)\n"
        guard !entries.isEmpty else { return head + "connections: []\n" }
        var text = head + "connections:\n"
        for (index, entry) in entries.enumerated() {
            if index > 0 { text += "\n" }
            write(entry, to: &text)
        }
        return text
    }

    private static func write(_ entry: ExportedEntry, to text: inout String) {
        var start = "  - "
        for (key, value) in entry.fields {
            text += "\(start)\(key): \(written(value))\n"
            start = "    "
        }
        if case .ignored(let reason) = entry.description {
            text += "    # The live description cannot stand in a file, since \(reason). It is left as it is.\n"
        }
        if entry.keepsRetired {
            text +=
                "    # Keeps what an earlier replace left under a retired name; without it the next apply deletes that.\n"
        }
    }

    private static func written(_ value: ExportedEntry.Value) -> String {
        switch value {
        case .text(let text): YAMLScalar(text).written
        case .reference(let reference): reference.description
        case .no: "false"
        case .names(let names): "[\(names.joined(separator: ", "))]"
        }
    }
}
