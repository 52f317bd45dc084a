import Connections
import GRDB
import Planning

/// Receipts as rows, and the ids of connections that are gone.
enum ReceiptRow {
    static func all(of stack: Int64, _ database: Database) throws -> [Receipt] {
        let rows = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT connectionId, type, name, version, fields, fingerprintKey, fingerprint, revision, mayBeOvertaken
                    FROM receipt WHERE stack = ? ORDER BY connectionId
                    """
            ),
            arguments: [stack]
        )
        var receipts: [Receipt] = []
        while let row = try rows.next() { receipts.append(try receipt(of: row)) }
        return receipts
    }

    static func isGone(_ id: ConnectionID, of stack: Int64, _ database: Database) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM gone WHERE stack = ? AND connectionId = ?")
        return try Int.fetchOne(statement, arguments: [stack, id.rawValue]) != nil
    }

    /// Takes the place of one that it replaces only.
    static func record(_ receipt: Receipt, of stack: Int64, _ database: Database) throws {
        let secrets = receipt.secrets
        try database.cachedStatement(
            sql: """
                INSERT INTO receipt
                    (stack, connectionId, type, name, version, fields, fingerprintKey, fingerprint, revision, mayBeOvertaken)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (stack, connectionId) DO UPDATE SET
                    type = excluded.type, name = excluded.name, version = excluded.version, fields = excluded.fields,
                    fingerprintKey = excluded.fingerprintKey, fingerprint = excluded.fingerprint,
                    revision = excluded.revision, mayBeOvertaken = excluded.mayBeOvertaken
                WHERE excluded.version > version
                    OR excluded.version = version AND (? OR receipt.fingerprint IS NULL OR receipt.mayBeOvertaken)
                """
        )
        .execute(arguments: [
            stack, receipt.connectionId.rawValue, receipt.type.rawValue, receipt.name, receipt.version,
            text(of: receipt.fields), secrets?.fingerprint?.key, secrets?.fingerprint?.digest, secrets?.revision,
            secrets?.mayBeOvertaken, receipt.isCertain,
        ])
    }

    static func delete(_ id: ConnectionID, of stack: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM receipt WHERE stack = ? AND connectionId = ?")
            .execute(arguments: [stack, id.rawValue])
    }

    static func recordGone(_ id: ConnectionID, of stack: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO gone (stack, connectionId) VALUES (?, ?)")
            .execute(arguments: [stack, id.rawValue])
        try delete(id, of: stack, database)
    }

    private static func receipt(of row: Row) throws -> Receipt {
        let type: String = row[1]
        guard let type = ConnectionType(rawValue: type) else {
            throw SQLiteFault.damaged("a receipt has no known type")
        }
        let (key, digest): (String?, String?) = (row[5], row[6])
        let mayBeOvertaken: Bool? = row[8]
        let fingerprint = key.flatMap { key in digest.map { Fingerprint(key: key, digest: $0) } }
        return Receipt(
            connectionId: ConnectionID(row[0]),
            type: type,
            name: row[2],
            version: row[3],
            fields: try fields(of: row[4]),
            secrets: mayBeOvertaken.map {
                Receipt.Secrets(fingerprint: fingerprint, revision: row[7], mayBeOvertaken: $0)
            }
        )
    }

    private static func text(of fields: [ConnectionField: String]) -> String {
        fields.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: " ")
    }

    private static func fields(of text: String) throws -> [ConnectionField: String] {
        var fields: [ConnectionField: String] = [:]
        for part in text.split(separator: " ") {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, let field = ConnectionField(rawValue: String(sides[0])) else {
                throw SQLiteFault.damaged("the digests of a receipt cannot be understood")
            }
            fields[field] = String(sides[1])
        }
        return fields
    }
}
