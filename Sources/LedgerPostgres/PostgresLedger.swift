package import Connections
import FoundationEssentials
package import Ledger
import PictoryAPI
package import Planning

/// A ledger in a PostgreSQL database that a team shares, in the schema `patchbay` there.
///
/// It connects when it is first asked for something, and again after the connection broke. A call that was under way then is
/// repeated once, for every one of them but ``prune(before:in:)`` may be carried out twice.
package actor PostgresLedger: LedgerStore {
    private let executor = QueueExecutor()
    private let url: PostgresURL
    private let environment: [String: String]
    private let limits: PostgresLimits
    private let libraryName: String
    private var session: PostgresSession?
    /// Masks the passwords of the URL, the environment and the password file in what the server and libpq say.
    private var redactor: Redactor

    /// libpq blocks, so all work is done on a queue of the ledger's own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        // SAFETY: the ledger holds its executor as long as it lives.
        unsafe executor.asUnownedSerialExecutor()
    }

    /// The URL without passwords.
    package nonisolated var name: String { url.name }

    /// Does not connect yet; libpq's variables in the environment, such as `PGPASSWORD`, count where the URL is silent.
    package init(
        _ url: PostgresURL,
        environment: [String: String],
        limits: PostgresLimits = PostgresLimits()
    ) {
        self.init(url, environment: environment, limits: limits, libraryName: LibPQ.fileName)
    }

    init(_ url: PostgresURL, environment: [String: String], limits: PostgresLimits, libraryName: String) {
        self.url = url
        self.environment = environment
        self.limits = limits
        self.libraryName = libraryName
        redactor = Redactor(url.secrets)
    }

    package func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        guard let rows = try perform("read receipts", { [.reading(scope)] }), let row = rows.first?.first,
            row.count == 2
        else { return LedgerReading() }
        return LedgerReading(
            receipts: try decoded([ReceiptRow].self, row[0]).map(\.receipt)
                .sorted { $0.connectionId < $1.connectionId },
            marks: try decoded([MarkRow].self, row[1]).map(\.mark).sorted { ($0.run, $0.step) < ($1.run, $1.step) }
        )
    }

    package func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) {
        try perform("note a run", creatingTables: true) {
            [try .noting(run, replacing: false)] + (marks.isEmpty ? [] : [try .marking(marks, in: run.scope)])
        }
    }

    package func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        guard !settlement.isEmpty else { return }
        try perform("record receipts", creatingTables: true) {
            try PostgresStatement.settling(settlement, of: run, in: scope)
        }
    }

    package func end(_ run: Run) async throws(LedgerError) {
        try perform("record a run", creatingTables: true) { [try .noting(run, replacing: true)] }
    }

    package func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] {
        guard let rows = try perform("read past runs", { [.runs(query)] }), let row = rows.first?.first, row.count == 1
        else { return [] }
        return try decoded([Run].self, row[0])
    }

    package func prune(before moment: Timestamp, in scope: LedgerScope?) async throws(LedgerError) -> Int {
        let rows = try perform("forget past runs", repeats: false) { [.pruning(before: moment, in: scope)] }
        return rows?.first?.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
    }

    package func close() async {
        session = nil
    }
}

extension PostgresLedger {
    /// The rows of what `statements` gives, run in one round trip once there is a session; nil when there are no tables and none
    /// are to be made.
    ///
    /// `work` says in words what is being done.
    @discardableResult
    private func perform(
        _ work: String,
        creatingTables: Bool = false,
        repeats: Bool = true,
        _ statements: () throws -> [PostgresStatement]
    ) throws(LedgerError) -> [PostgresStatement.Rows]? {
        let prepared: [PostgresStatement]
        do {
            prepared = try statements()
        } catch {
            throw ledgerError(PostgresFailure(.refused("22000"), "it cannot be written as JSON"), work)
        }
        do {
            return try attempt(prepared, creatingTables)
        } catch  where error.kind == .lost && repeats {
            do {
                return try attempt(prepared, creatingTables)
            } catch {
                throw ledgerError(error, work)
            }
        } catch {
            throw ledgerError(error, work)
        }
    }

    private func attempt(
        _ statements: [PostgresStatement],
        _ creatingTables: Bool
    ) throws(PostgresFailure) -> [PostgresStatement.Rows]? {
        do {
            let session: PostgresSession
            if let open = self.session { session = open } else { session = try connected() }
            self.session = session
            return try session.run(statements, creatingTables: creatingTables)
        } catch {
            if error.endsConnection { session = nil }
            throw error
        }
    }

    private func connected() throws(PostgresFailure) -> PostgresSession {
        let library: LibPQ
        do {
            library = try LibPQ(fileName: libraryName)
        } catch {
            throw PostgresFailure(.noLibrary, error.reason)
        }
        let parameters = try self.parameters(library)
        redactor = Redactor(url.secrets + parameters.secrets)
        do {
            return try PostgresSession(library, parameters, limits)
        } catch {
            if let password = error.password {
                redactor = Redactor(url.secrets + parameters.secrets + [Secret(password)])
            }
            throw error
        }
    }

    private func parameters(_ library: LibPQ) throws(PostgresFailure) -> ConnectionParameters {
        let known = library.knownParameters()
        guard let named = library.parameters(of: url.text) else {
            // `ssl` is another way to write `sslmode`, and no keyword.
            let unknown = url.keywords.first { keyword in keyword != "ssl" && !known.contains { $0.keyword == keyword }
            }
            let cause = unknown.map { "libpq knows no parameter '\($0)'" } ?? "libpq cannot read it as a connection URL"
            throw PostgresFailure(
                .badParameters("write it as postgres://user@host:port/database?sslmode=verify-full"),
                cause
            )
        }
        do {
            return try ConnectionParameters(url: named, environment: environment, known: known, limits: limits)
        } catch {
            throw PostgresFailure(.badParameters(error.nextStep), error.cause)
        }
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String?) throws(LedgerError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data((json ?? "").utf8))
        } catch {
            // What the decoder says would repeat what the rows hold.
            throw LedgerError(
                .unusable,
                ledger: name,
                cause:
                    "it holds a \(type == [Run].self ? "run" : "receipt or mark") in a form that this patchbay does not know",
                nextStep: LedgerError.otherSchema
            )
        }
    }

    private func ledgerError(_ failure: PostgresFailure, _ work: String) -> LedgerError {
        var masked = failure
        // libpq's messages end with a line break, and have several lines when it tried several addresses.
        let lines = failure.text.split(whereSeparator: \.isNewline).map { String($0).withoutOuterSpace }.filter {
            !$0.isEmpty
        }
        masked.text = redactor.redacted(lines.joined(separator: "; "))
        return LedgerError(masked, ledger: name, work: work)
    }
}
