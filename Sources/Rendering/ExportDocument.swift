import Connections
package import Exporting

/// What `export` did, for scripts; documented by ``Schema/export``.
package struct ExportDocument: Encodable, Sendable {
    /// A file that was asked for.
    package struct File: Encodable, Sendable {
        package var path: String
        package var connections: Int
        package var state: NewFileState

        package init(path: String, connections: Int, state: NewFileState) {
            self.path = path
            self.connections = connections
            self.state = state
        }
    }

    private struct Variable: Encodable {
        var name: String
        var connection: String
        var field: ConnectionField
    }

    private struct LeftOut: Encodable {
        var type: ConnectionType
        var name: String?
        var connectionId: ConnectionID?
        var reason: String
    }

    private let formatVersion = "1.0"
    private let apiURL: String
    private let connections: [DocumentTree]
    private let variables: [Variable]
    private let leftOut: [LeftOut]
    private let files: [File]
    private let plan: ExportVerdict?

    /// `plan` is nil where nothing was written that a plan could be made of.
    package init(_ export: Export, apiURL: String, files: [File] = [], plan: ExportVerdict? = nil) {
        self.apiURL = apiURL
        self.files = files
        self.plan = plan
        connections = export.entries.map(\.tree)
        variables = export.entries.flatMap { entry in
            entry.variables.map { Variable(name: $0.name, connection: entry.key.name, field: $0.field) }
        }
        leftOut = export.leftOut.map {
            LeftOut(type: $0.type, name: $0.name, connectionId: $0.connectionId, reason: $0.reason)
        }
    }
}

/// What became of a file that a command was to make.
package enum NewFileState: String, Encodable, Sendable, CaseIterable {
    case written
    /// It was there already, with the same bytes.
    case unchanged
    /// It was there already, with other bytes, which were overwritten.
    case replaced
    /// It was there already, with other bytes, and was left as it is.
    case kept
    case removed
}

/// What a plan of the written files says.
package enum ExportVerdict: String, Encodable, Sendable, CaseIterable {
    case noChanges = "no-changes"
    case changes
}

/// What `init` did, for scripts; documented by ``Schema/initialization``.
package struct InitDocument: Encodable, Sendable {
    package struct File: Encodable, Sendable {
        package var path: String
        package var state: NewFileState

        package init(path: String, state: NewFileState) {
            self.path = path
            self.state = state
        }
    }

    private let formatVersion = "1.0"
    private let files: [File]

    package init(files: [File]) {
        self.files = files
    }
}

extension ExportedEntry {
    /// The entry as it stands in a file, with the id it has today.
    fileprivate var tree: DocumentTree {
        var values = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.value.tree) })
        values["connectionId"] = .text(connectionId.rawValue)
        return .map(values)
    }
}

extension ExportedEntry.Value {
    fileprivate var tree: DocumentTree {
        switch self {
        case .text(let text): .text(text)
        case .reference(let reference): .text(reference.description)
        case .no: .flag(false)
        case .names(let names): .list(names.map { .text($0) })
        }
    }
}
