import Connections
import Ledger
import LedgerPostgres
import Planning
import TestSupport

/// An empty database of one test.
struct TestDatabase {
    var server: PostgresServer
    var name: String

    init(_ server: PostgresServer) throws {
        self.server = server
        name = try server.newDatabase()
    }

    init() throws {
        try self.init(PostgresServer.shared)
    }

    /// A new way to it.
    func ledger(_ limits: PostgresLimits = PostgresLimits()) throws -> PostgresLedger {
        try Self.ledger(server.socketURL(name), limits)
    }

    static func ledger(_ url: String, _ limits: PostgresLimits = PostgresLimits()) throws -> PostgresLedger {
        try ledger(PostgresURL(url), environment: [:], limits)
    }

    static func ledger(
        _ url: PostgresURL,
        environment: [String: String],
        _ limits: PostgresLimits = PostgresLimits()
    ) -> PostgresLedger {
        let start = ContinuousClock.now
        return PostgresLedger(url, environment: environment, limits: limits) { ContinuousClock.now - start }
    }

    @discardableResult
    func sql(_ text: String) throws -> String {
        try server.sql(text, in: name)
    }
}

extension LedgerStore {
    /// Notes a run and a receipt, as an apply would.
    func write(_ id: String = "v1", version: Int = 1, run: String = "r1") async throws(LedgerError) {
        try await begin(LedgerContract.run(run), marking: [])
        try await settle(
            Settlement(receipts: [LedgerContract.receipt(id, version: version)]),
            of: run,
            in: LedgerContract.scope
        )
    }

    /// The versions of all receipts, by id.
    func versions() async throws(LedgerError) -> [String: Int] {
        let receipts = try await read(LedgerContract.scope).receipts
        return Dictionary(uniqueKeysWithValues: receipts.map { ($0.connectionId.rawValue, $0.version) })
    }
}
