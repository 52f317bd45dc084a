import GRDB
import Ledger

/// The number that stands for a stack in the other tables.
enum StackRow {
    /// nil for a stack that was never applied.
    static func find(_ scope: LedgerScope, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            try database.cachedStatement(sql: "SELECT id FROM stack WHERE name = ? AND apiURL = ?"),
            arguments: [scope.stack, scope.apiURL]
        )
    }

    static func make(_ scope: LedgerScope, _ database: Database) throws -> Int64 {
        if let id = try find(scope, database) { return id }
        try database.execute(
            sql: "INSERT INTO stack (name, apiURL) VALUES (?, ?)",
            arguments: [scope.stack, scope.apiURL]
        )
        return database.lastInsertedRowID
    }
}
