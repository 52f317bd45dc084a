import Connections
package import Planning

/// The outputs of one stack, as JSON and YAML have them.
package struct OutputsDocument: Sendable, Encodable {
    package let stack: String
    package let outputs: Outputs

    package init(stack: String, _ outputs: Outputs) {
        self.stack = stack
        self.outputs = outputs
    }

    package func encode(to encoder: any Encoder) throws {
        try tree.encode(to: encoder)
    }

    /// One stack's document, or that of several.
    package static func tree(of documents: [OutputsDocument]) -> DocumentTree {
        if documents.count == 1 { return documents[0].tree }
        return .map(["formatVersion": formatVersion, "stacks": .list(documents.map(\.tree))])
    }

    private static let formatVersion = DocumentTree.text("1.0")

    private var tree: DocumentTree {
        .map([
            "formatVersion": Self.formatVersion,
            "stack": .text(stack),
            "aws": connections(.aws),
            "vimeo": connections(.vimeo),
            "missing": .list(outputs.missing.map(Self.missing)),
        ])
    }

    private static func missing(_ entry: Outputs.Entry) -> DocumentTree {
        var values = ["type": DocumentTree.text(entry.type.rawValue), "name": .text(entry.name)]
        if let reason = entry.whyUnmanageable { values["reason"] = .text(reason) }
        return .map(values)
    }

    private func connections(_ type: ConnectionType) -> DocumentTree {
        var connections: [String: DocumentTree] = [:]
        for entry in outputs.entries where entry.type == type {
            guard let id = entry.connectionId else { continue }
            var values = [type.idField: DocumentTree.text(id.rawValue)]
            if !entry.isEnabled { values["enabled"] = .flag(false) }
            if entry.isReplacePending { values["replacePending"] = .flag(true) }
            connections[entry.name] = .map(values)
        }
        return .map(connections)
    }
}

extension ConnectionType {
    /// The field of a video request that takes the id.
    var idField: String {
        switch self {
        case .aws: "awsConnectionId"
        case .vimeo: "vimeoConnectionId"
        }
    }
}
