import Connections
import FoundationEssentials
import Ledger

/// The table of runs.
enum RunRow {
    /// Notes the run, in the place of what was noted of it before.
    static func save(_ run: Run, of stack: Int, in database: SQLiteConnection) throws {
        try database.run(
            """
            INSERT INTO run (id, stack, kind, began, ended, who, "commit", configDigest, patchbayVersion, outcome,
                problem, summary, steps, findings, found)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                stack = excluded.stack, kind = excluded.kind, began = excluded.began, ended = excluded.ended,
                who = excluded.who, "commit" = excluded."commit", configDigest = excluded.configDigest,
                patchbayVersion = excluded.patchbayVersion, outcome = excluded.outcome,
                problem = excluded.problem, summary = excluded.summary, steps = excluded.steps,
                findings = excluded.findings, found = excluded.found
            """,
            [
                run.id.storable, stack, run.kind.rawValue, run.began.milliseconds, run.ended?.milliseconds,
                run.who.storable, run.commit?.storable, run.configDigest.storable, run.patchbayVersion.storable,
                run.outcome?.storable, run.problem?.storable, try json(run.summary), try json(run.steps),
                try json(run.findings), try run.found.map { try json($0) },
            ]
        )
    }

    static func fetch(_ query: RunQuery, from database: SQLiteConnection) throws -> [Run] {
        var filter = Filter()
        filter.add(query.scope)
        filter.add("stack.name = ?", query.stack?.storable)
        filter.add("run.kind = ?", query.kind?.rawValue)
        filter.add("run.id = ?", query.id?.storable)
        filter.add("run.began >= ?", query.since?.milliseconds)
        if query.isComplete {
            filter.add(isComplete)
        }
        // A negative limit is none.
        filter.values.append(query.limit ?? -1)
        return try database.rows(
            of: "a run",
            """
            SELECT stack.name, stack.apiURL, run.id, run.kind, run.began, run.ended, run.who, run."commit",
                run.configDigest, run.patchbayVersion, run.outcome, run.problem, run.summary, run.steps, run.findings,
                run.found
            FROM run JOIN stack ON stack.id = run.stack
            \(filter.clause)
            ORDER BY run.began DESC, run.id DESC
            LIMIT ?
            """,
            filter.values,
            run
        )
    }

    /// - Returns: How many there were; with `isRehearsal` they stay.
    static func removeAll(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool,
        from database: SQLiteConnection
    ) throws -> Int {
        var filter = Filter()
        filter.add(scope)
        filter.add("run.began < ?", moment.milliseconds)
        filter.add(
            """
            run.rowid NOT IN (
                SELECT rowid FROM (
                    SELECT run.rowid, row_number() OVER (PARTITION BY stack ORDER BY began DESC, id DESC) AS place
                    FROM run WHERE kind = 'drift' AND \(isComplete)
                )
                WHERE place = 1
            )
            """
        )
        if isRehearsal {
            let sql = "SELECT count(*) FROM run JOIN stack ON stack.id = run.stack \(filter.clause)"
            return try database.number(sql, filter.values) ?? 0
        }
        try database.run(
            """
            DELETE FROM run WHERE rowid IN (
                SELECT run.rowid FROM run JOIN stack ON stack.id = run.stack \(filter.clause)
            )
            """,
            filter.values
        )
        return try database.changes
    }

    /// As ``Run/isComplete``.
    private static let isComplete = "run.ended IS NOT NULL AND run.problem IS NULL"

    private static func run(_ reader: inout RowReader) throws -> Run {
        let scope = LedgerScope(stack: try reader.text(), apiURL: try reader.text())
        let id = try reader.text()
        let kind: Run.Kind = try reader.value()
        let began = Timestamp(milliseconds: try reader.number())
        let ended = try reader.optionalNumber().map(Timestamp.init(milliseconds:))
        var run = Run(
            id: id,
            scope: scope,
            kind: kind,
            began: began,
            who: try reader.text(),
            commit: try reader.optionalText(),
            configDigest: try reader.text(),
            patchbayVersion: try reader.text()
        )
        run.ended = ended
        run.outcome = try reader.optionalText()
        run.problem = try reader.optionalText()
        run.summary = try value(of: reader.text(), reader)
        run.steps = try value(of: reader.text(), reader)
        run.findings = try value(of: reader.text(), reader)
        run.found = try reader.optionalText().map { try value(of: $0, reader) }
        return run
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func value<Value: Decodable>(of json: String, _ reader: RowReader) throws -> Value {
        // The decoder's own errors quote what they stumbled over.
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(json.utf8)) else { throw reader.damaged }
        return value
    }
}

/// The conditions of a query, with their values apart from the text.
private struct Filter {
    private var conditions: [String] = []
    var values: [any SQLiteBindable] = []

    var clause: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }

    mutating func add(_ condition: String) { conditions.append(condition) }

    /// Nothing for nil.
    mutating func add(_ condition: String, _ value: (some SQLiteBindable)?) {
        guard let value else { return }
        conditions.append(condition)
        values.append(value)
    }

    mutating func add(_ scope: LedgerScope?) {
        add("stack.name = ?", scope?.stack.storable)
        add("stack.apiURL = ?", scope?.apiURL.storable)
    }
}
