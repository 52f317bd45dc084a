import GRDB
import Ledger

/// The table of stacks, whose ids stand for them in the others.
enum StackRow {
    /// The id of a stack; notes it when it is new.
    static func id(of scope: LedgerScope, in database: Database) throws -> Int {
        if let id = try known(scope, in: database) {
            return id
        }
        try database.cachedStatement(sql: "INSERT INTO stack (name, apiURL) VALUES (?, ?)")
            .execute(arguments: [scope.stack.storable, scope.apiURL.storable])
        return Int(database.lastInsertedRowID)
    }

    private static func known(_ scope: LedgerScope, in database: Database) throws -> Int? {
        let statement = try database.cachedStatement(sql: "SELECT id FROM stack WHERE name = ? AND apiURL = ?")
        return try Int.fetchOne(statement, arguments: [scope.stack.storable, scope.apiURL.storable])
    }
}
