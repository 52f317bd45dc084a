import Connections
import GRDB
import Planning

/// Marks as rows.
enum MarkRow {
    static func all(of stack: Int64, _ database: Database) throws -> [Mark] {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT run, step, type, name, connectionId, version, carriesSecrets
                    FROM mark WHERE stack = ? ORDER BY run, step
                    """
            ),
            arguments: [stack]
        )
        var marks: [Mark] = []
        while let row = try rows.next() {
            let type: String = row[2]
            guard let type = ConnectionType(rawValue: type) else {
                throw SQLiteFault.damaged("a mark has no known type")
            }
            let id: String? = row[4]
            marks.append(
                Mark(
                    run: row[0],
                    step: row[1],
                    type: type,
                    name: row[3],
                    connectionId: id.map { ConnectionID($0) },
                    version: row[5],
                    carriesSecrets: row[6]
                )
            )
        }
        return marks
    }

    static func exist(of stack: Int64, _ database: Database) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM mark WHERE stack = ? LIMIT 1")
        return try Int.fetchOne(statement, arguments: [stack]) != nil
    }

    static func insert(_ mark: Mark, of stack: Int64, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO mark (stack, run, step, type, name, connectionId, version, carriesSecrets)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        .execute(arguments: [
            stack, mark.run, mark.step, mark.type.rawValue, mark.name, mark.connectionId?.rawValue, mark.version,
            mark.carriesSecrets,
        ])
    }

    /// Takes away those whose write cannot be done any more, now that the connection is as the receipt says.
    static func delete(ruledOutBy receipt: Receipt, of stack: Int64, _ database: Database) throws {
        try database.cachedStatement(
            sql: "DELETE FROM mark WHERE stack = ? AND connectionId = ? AND version < ? AND (? OR NOT carriesSecrets)"
        )
        .execute(arguments: [stack, receipt.connectionId.rawValue, receipt.version, receipt.isCertain])
        try database.cachedStatement(
            sql: """
                DELETE FROM mark
                WHERE stack = ? AND connectionId IS NULL AND name = ? AND type = ? AND (? OR NOT carriesSecrets)
                """
        )
        .execute(arguments: [stack, receipt.name, receipt.type.rawValue, receipt.isCertain])
    }

    /// Leaves those that carry secrets.
    static func deletePlain(on id: ConnectionID, of stack: Int64, _ database: Database) throws {
        try database.cachedStatement(
            sql: "DELETE FROM mark WHERE stack = ? AND connectionId = ? AND NOT carriesSecrets"
        )
        .execute(arguments: [stack, id.rawValue])
    }

    static func delete(on id: ConnectionID, of stack: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM mark WHERE stack = ? AND connectionId = ?")
            .execute(arguments: [stack, id.rawValue])
    }

    static func delete(step: Int, of run: String, stack: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM mark WHERE stack = ? AND run = ? AND step = ?")
            .execute(arguments: [stack, run, step])
    }
}
