import Connections
import Diagnostics
package import Planning

/// The JSON form of what is known of one connection.
package struct InspectionDocument: Sendable, Encodable {
    private let apiURL: String
    private let stack: String?
    private let inspection: Inspection

    /// `stack` is nil where there are no files.
    package init(_ inspection: Inspection, apiURL: String, stack: String?) {
        self.inspection = inspection
        self.apiURL = apiURL
        self.stack = stack
    }

    private enum CodingKeys: CodingKey {
        case formatVersion, apiURL, stack, connection, declared, unmanageable, verdict, changes, waiting, hidden
        case storedOtherwise
    }

    private struct Declaration: Encodable {
        let type: ConnectionType
        let name: String
        let absent: Bool
        let source: SourcePlace
    }

    // Written out because scripts rely on `null` where the synthesised form leaves the key away.
    package func encode(to encoder: any Encoder) throws {
        let connection = inspection.connection
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("1.0", forKey: .formatVersion)
        try container.encode(apiURL, forKey: .apiURL)
        try container.encode(stack, forKey: .stack)
        try container.encode(connection.live.map { LiveConnectionDocument(connection: $0) }, forKey: .connection)
        var declared: Declaration?
        if let name = connection.declaredName, let source = connection.source {
            declared = Declaration(
                type: connection.type,
                name: name,
                absent: connection.isDeclaredAbsent,
                source: source
            )
        }
        try container.encode(declared, forKey: .declared)
        try container.encodeIfPresent(connection.problem, forKey: .unmanageable)
        try container.encode(inspection.verdict.rawValue, forKey: .verdict)
        try container.encode(inspection.changes, forKey: .changes)
        try container.encodeIfPresent(inspection.waiting, forKey: .waiting)
        try container.encodeIfPresent(inspection.hidden, forKey: .hidden)
        try container.encodeIfPresent(inspection.storedOtherwise, forKey: .storedOtherwise)
    }
}
