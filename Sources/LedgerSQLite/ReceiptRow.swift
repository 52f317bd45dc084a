import Connections
import Ledger
import Planning

/// The tables of receipts and of connections that are gone.
enum ReceiptRow {
    static func fetch(_ scope: LedgerScope, from database: SQLiteConnection) throws -> [Receipt] {
        let receipts = try database.rows(
            of: "a receipt",
            """
            SELECT receipt.connectionId, receipt.type, receipt.name, receipt.version, receipt.fields,
                receipt.fingerprintKey, receipt.fingerprint, receipt.revision, receipt.mayBeOvertaken
            FROM stack JOIN receipt ON receipt.stack = stack.id
            WHERE stack.name = ? AND stack.apiURL = ?
            ORDER BY receipt.connectionId
            """,
            [scope.stack.storable, scope.apiURL.storable],
            receipt
        )
        // SQLite orders texts by their bytes, which for texts beyond ASCII is not quite how we order them.
        return receipts.sorted { $0.connectionId < $1.connectionId }
    }

    /// Saves the receipt, unless there is one that it does not replace; see ``Receipt/replaces(_:)``.
    static func save(_ receipt: Receipt, of stack: Int, in database: SQLiteConnection) throws {
        let fields = receipt.storedFields.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: " ")
        let secrets = receipt.secrets
        try database.run(
            """
            INSERT INTO receipt (stack, connectionId, type, name, version, fields,
                fingerprintKey, fingerprint, revision, mayBeOvertaken)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (stack, connectionId) DO UPDATE SET
                type = excluded.type, name = excluded.name, version = excluded.version, fields = excluded.fields,
                fingerprintKey = excluded.fingerprintKey, fingerprint = excluded.fingerprint,
                revision = excluded.revision, mayBeOvertaken = excluded.mayBeOvertaken
            WHERE excluded.version > receipt.version
                OR excluded.version = receipt.version
                    AND (? OR receipt.fingerprint IS NULL OR receipt.mayBeOvertaken)
            """,
            [
                stack, receipt.connectionId.rawValue.storable, receipt.type.rawValue, receipt.name.storable,
                receipt.version, fields, secrets?.fingerprint?.key, secrets?.fingerprint?.digest, secrets?.revision,
                secrets?.mayBeOvertaken,
                receipt.isCertain,
            ]
        )
    }

    static func isGone(_ id: ConnectionID, of stack: Int, in database: SQLiteConnection) throws -> Bool {
        let sql = "SELECT 1 FROM gone WHERE stack = ? AND connectionId = ?"
        return try database.number(sql, [stack, id.rawValue.storable]) != nil
    }

    static func remove(_ id: ConnectionID, of stack: Int, from database: SQLiteConnection) throws {
        try database.run(
            "DELETE FROM receipt WHERE stack = ? AND connectionId = ?",
            [stack, id.rawValue.storable]
        )
    }

    /// Takes away the receipt and refuses all that come later.
    static func remember(gone id: ConnectionID, of stack: Int, in database: SQLiteConnection) throws {
        try database.run(
            "INSERT INTO gone (stack, connectionId) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [stack, id.rawValue.storable]
        )
        try remove(id, of: stack, from: database)
    }

    private static func receipt(_ reader: inout RowReader) throws -> Receipt {
        let id = ConnectionID(try reader.text())
        var receipt = Receipt(
            connectionId: id,
            type: try reader.value(),
            name: try reader.text(),
            version: try reader.number(),
            fields: [:]
        )
        receipt.take(storedFields: try fields(reader.text(), reader))
        let key = try reader.optionalText()
        let digest = try reader.optionalText()
        let revision = try reader.optionalNumber()
        guard let mayBeOvertaken = try reader.optionalNumber() else { return receipt }
        receipt.secrets = Receipt.Secrets(revision: revision, mayBeOvertaken: mayBeOvertaken != 0)
        if let key, let digest {
            receipt.secrets?.fingerprint = Fingerprint(key: key, digest: digest)
        }
        return receipt
    }

    private static func fields(_ text: String, _ reader: RowReader) throws -> [ConnectionField: String] {
        var fields: [ConnectionField: String] = [:]
        fields.reserveCapacity(6)
        // Pair by pair without a list of them, which takes half the time; a plan reads all receipts.
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let pair = rest.prefix { $0 != UInt8(ascii: " ") }
            rest = rest[pair.endIndex...].dropFirst()
            guard let sign = pair.firstIndex(of: UInt8(ascii: "=")),
                let field = ConnectionField(rawValue: String(Substring(pair[..<sign])))
            else { throw reader.damaged }
            fields[field] = String(Substring(pair[pair.index(after: sign)...]))
        }
        return fields
    }
}
