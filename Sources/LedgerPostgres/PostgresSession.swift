/// A connection that takes writes, and what is known of the tables behind it.
final class PostgresSession {
    private let connection: PostgresConnection
    /// Whether the tables have been seen in the form that this patchbay knows.
    private var hasTables = false

    init(_ library: LibPQ, _ parameters: ConnectionParameters, _ limits: PostgresLimits) throws(PostgresFailure) {
        connection = try PostgresConnection(library, parameters.values, silence: Int32(clamping: limits.silence))
    }

    /// The rows of each statement, run in one round trip after a look at the tables the first time; nil when there are no tables
    /// and none are to be made.
    func run(
        _ statements: [PostgresStatement],
        creatingTables: Bool
    ) throws(PostgresFailure) -> [PostgresStatement.Rows]? {
        if !hasTables { hasTables = try prepare(creatingTables: creatingTables) }
        guard hasTables else { return nil }
        return try connection.run(statements)
    }

    private struct Tables {
        var hasSchema: Bool
        /// 0 when there are none.
        var version: Int
    }

    private func prepare(creatingTables: Bool) throws(PostgresFailure) -> Bool {
        let tables = try look()
        if tables.version == PostgresSchema.version {
            return true
        }
        guard creatingTables || tables.version > 0 else { return false }
        try upgrade()
        return true
    }

    private func look() throws(PostgresFailure) -> Tables {
        let state = try connection.run([PostgresSchema.state]).first?.first ?? []
        guard state.count == 5 else { throw PostgresFailure(.lost, "the server did not tell its state") }
        guard state[0] == "false" else {
            throw PostgresFailure(.readOnly, "it is a replica that follows another server")
        }
        guard state[1] == "off" else { throw PostgresFailure(.readOnly, "its transactions are read-only") }
        let hasSchema = state[3] == "true"
        guard state[2] == "true" else { return Tables(hasSchema: hasSchema, version: 0) }
        let version = try connection.run([PostgresSchema.currentVersion]).first?.first?.first.flatMap { $0 }
        guard let version = version.flatMap({ Int($0) }), version > 0 else {
            throw PostgresFailure(.refused("XX001"), "the table patchbay.schema_version does not hold one version")
        }
        guard version <= PostgresSchema.version else {
            throw PostgresFailure(
                .newer,
                "its tables have version \(version), and this patchbay knows them up to \(PostgresSchema.version)"
            )
        }
        return Tables(hasSchema: hasSchema, version: version)
    }

    /// Makes or upgrades the tables; of several processes that try at once, the first does it and the others see it done.
    private func upgrade() throws(PostgresFailure) {
        _ = try connection.run([PostgresStatement("begin"), PostgresSchema.lock])
        do {
            let tables = try look()
            let steps =
                tables.version == PostgresSchema.version
                ? [] : PostgresSchema.upgrade(from: tables.version, hasSchema: tables.hasSchema)
            _ = try connection.run(steps + [PostgresStatement("commit")])
        } catch {
            if !error.endsConnection { _ = try connection.run([PostgresStatement("rollback")]) }
            throw error
        }
    }
}
