import Connections
import Ledger
import Planning

/// The table of marks.
enum MarkRow {
    static func fetch(_ scope: LedgerScope, from database: SQLiteConnection) throws -> [Mark] {
        try database.rows(
            of: "a mark",
            """
            SELECT mark.run, mark.step, mark.type, mark.name, mark.connectionId, mark.version, mark.carriesSecrets
            FROM stack JOIN mark ON mark.stack = stack.id
            WHERE stack.name = ? AND stack.apiURL = ?
            ORDER BY mark.run, mark.step, mark.rowid
            """,
            [scope.stack.storable, scope.apiURL.storable],
            mark
        )
    }

    static func insert(_ mark: Mark, of stack: Int, into database: SQLiteConnection) throws {
        try database.run(
            """
            INSERT INTO mark (stack, run, step, type, name, connectionId, version, carriesSecrets)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                stack, mark.run.storable, mark.step, mark.type.rawValue, mark.name.storable,
                mark.connectionId?.rawValue.storable, mark.version, mark.carriesSecrets,
            ]
        )
    }

    /// Of whatever run.
    static func removeAll(ruledOutBy receipt: Receipt, of stack: Int, from database: SQLiteConnection) throws {
        try database.run(
            "DELETE FROM mark WHERE stack = ? AND connectionId = ? AND version < ? AND (? OR NOT carriesSecrets)",
            [stack, receipt.connectionId.rawValue.storable, receipt.version, receipt.isCertain]
        )
        try database.run(
            """
            DELETE FROM mark
            WHERE stack = ? AND connectionId IS NULL AND name = ? AND type = ? AND (? OR NOT carriesSecrets)
            """,
            [stack, receipt.name.storable, receipt.type.rawValue, receipt.isCertain]
        )
    }

    /// Of whatever run; leaves those that carry secrets.
    static func removePlain(on id: ConnectionID, of stack: Int, from database: SQLiteConnection) throws {
        try database.run(
            "DELETE FROM mark WHERE stack = ? AND connectionId = ? AND NOT carriesSecrets",
            [stack, id.rawValue.storable]
        )
    }

    /// Of whatever run.
    static func removeAll(on id: ConnectionID, of stack: Int, from database: SQLiteConnection) throws {
        try database.run(
            "DELETE FROM mark WHERE stack = ? AND connectionId = ?",
            [stack, id.rawValue.storable]
        )
    }

    static func removeAll(ofStep step: Int, _ run: String, of stack: Int, from database: SQLiteConnection) throws {
        try database.run(
            "DELETE FROM mark WHERE stack = ? AND run = ? AND step = ?",
            [stack, run.storable, step]
        )
    }

    private static func mark(_ reader: inout RowReader) throws -> Mark {
        Mark(
            run: try reader.text(),
            step: try reader.number(),
            type: try reader.value(),
            name: try reader.text(),
            connectionId: try reader.optionalText().map { ConnectionID($0) },
            version: try reader.optionalNumber(),
            carriesSecrets: try reader.number() != 0
        )
    }
}
