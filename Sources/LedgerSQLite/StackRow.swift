import Ledger

/// The table of stacks, whose ids stand for them in the others.
enum StackRow {
    /// The id of a stack; notes it when it is new.
    static func id(of scope: LedgerScope, in database: SQLiteConnection) throws -> Int {
        if let id = try known(scope, in: database) {
            return id
        }
        try database.run(
            "INSERT INTO stack (name, apiURL) VALUES (?, ?)",
            [scope.stack.storable, scope.apiURL.storable]
        )
        return try database.lastRow
    }

    private static func known(_ scope: LedgerScope, in database: SQLiteConnection) throws -> Int? {
        let sql = "SELECT id FROM stack WHERE name = ? AND apiURL = ?"
        return try database.number(sql, [scope.stack.storable, scope.apiURL.storable])
    }
}
