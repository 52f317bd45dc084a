import Connections
import FoundationEssentials
import GRDB
import Ledger

/// Past runs as rows.
enum RunRow {
    private static let columns = """
        run.id, stack.name, stack.apiURL, kind, began, ended, who, "commit", configDigest, patchbayVersion, outcome,
        problem, summary, steps, findings
        """

    /// What is known of a run already stays, unless it is to be replaced.
    static func note(_ run: Run, of stack: Int64, replacing: Bool, _ database: Database) throws {
        let conflict =
            replacing
            ? """
            UPDATE SET ended = excluded.ended, outcome = excluded.outcome, problem = excluded.problem,
                summary = excluded.summary, steps = excluded.steps, findings = excluded.findings
            """
            : "NOTHING"
        try database.cachedStatement(
            sql: """
                INSERT INTO run
                    (id, stack, kind, began, ended, who, "commit", configDigest, patchbayVersion, outcome, problem, summary,
                     steps, findings)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO \(conflict)
                """
        )
        .execute(arguments: [
            run.id, stack, run.kind.rawValue, run.began.milliseconds, run.ended?.milliseconds, run.who, run.commit,
            run.configDigest, run.patchbayVersion, run.outcome, run.problem, try json(run.summary), try json(run.steps),
            try json(run.findings),
        ])
    }

    /// The newest first.
    static func all(_ query: RunQuery, _ database: Database) throws -> [Run] {
        var conditions: [String] = []
        var arguments = StatementArguments()
        func require(_ condition: String, _ values: StatementArguments = []) {
            conditions.append(condition)
            arguments += values
        }
        if let scope = query.scope { require("stack.name = ? AND stack.apiURL = ?", [scope.stack, scope.apiURL]) }
        if let stack = query.stack { require("stack.name = ?", [stack]) }
        if let kind = query.kind { require("kind = ?", [kind.rawValue]) }
        if query.isComplete { require("ended IS NOT NULL AND problem IS NULL") }
        if let id = query.id { require("run.id = ?", [id]) }
        var sql = "SELECT \(columns) FROM run JOIN stack ON stack.id = run.stack"
        if !conditions.isEmpty { sql += " WHERE " + conditions.joined(separator: " AND ") }
        sql += " ORDER BY began DESC, run.id DESC"
        if let limit = query.limit {
            sql += " LIMIT ?"
            arguments += [max(0, limit)]
        }
        let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
        var runs: [Run] = []
        while let row = try rows.next() { runs.append(try run(of: row)) }
        return runs
    }

    /// Leaves the latest complete drift run of each stack, and gives how many others went.
    static func prune(before moment: Timestamp, in scope: LedgerScope?, _ database: Database) throws -> Int {
        var arguments: StatementArguments = [moment.milliseconds]
        var sql = """
            DELETE FROM run WHERE began < ? AND id NOT IN (
                SELECT id FROM (
                    SELECT id, row_number() OVER (PARTITION BY stack ORDER BY began DESC, id DESC) AS place
                    FROM run WHERE kind = 'drift' AND ended IS NOT NULL AND problem IS NULL
                ) WHERE place = 1
            )
            """
        if let scope {
            sql += " AND stack IN (SELECT id FROM stack WHERE name = ? AND apiURL = ?)"
            arguments += [scope.stack, scope.apiURL]
        }
        try database.execute(sql: sql, arguments: arguments)
        return database.changesCount
    }

    private static func run(of row: Row) throws -> Run {
        let kind: String = row[3]
        guard let kind = Run.Kind(rawValue: kind) else { throw SQLiteFault.damaged("a run is of no known kind") }
        let ended: Int? = row[5]
        var run = Run(
            id: row[0],
            scope: LedgerScope(stack: row[1], apiURL: row[2]),
            kind: kind,
            began: Timestamp(milliseconds: row[4]),
            who: row[6],
            commit: row[7],
            configDigest: row[8],
            patchbayVersion: row[9]
        )
        run.ended = ended.map { Timestamp(milliseconds: $0) }
        run.outcome = row[10]
        run.problem = row[11]
        run.summary = try value(of: row[12])
        run.steps = try value(of: row[13])
        run.findings = try value(of: row[14])
        return run
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func value<Value: Decodable>(of text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw SQLiteFault.damaged("a run cannot be understood")
        }
    }
}
