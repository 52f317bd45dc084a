import Connections
import FoundationEssentials
import Ledger
import PictoryAPI
import Planning

/// What a ``PostgresLedger`` does, one thing at a time; all of it blocks.
struct PostgresWork {
    /// A try to connect that took longer and failed is not repeated.
    private static let patience = Duration.seconds(1)

    private let url: PostgresURL
    private let environment: [String: String]
    private let limits: PostgresLimits
    private let libraryName: String
    /// The time since any fixed moment.
    private let elapsed: @Sendable () -> Duration
    private var session: PostgresSession?
    /// The failure of a server that kept us waiting in vain: what others would wait for it adds up.
    private var lasting: PostgresFailure?
    /// Masks the passwords of the URL, the environment and the password file in what the server and libpq say.
    private var redactor: Redactor

    init(
        _ url: PostgresURL,
        environment: [String: String],
        limits: PostgresLimits,
        libraryName: String,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.url = url
        self.environment = environment
        self.limits = limits
        self.libraryName = libraryName
        self.elapsed = elapsed
        redactor = Redactor(url.secrets)
    }

    mutating func read(_ scope: LedgerScope) throws(LedgerError) -> LedgerReading {
        guard let rows = try perform("read receipts", { [.reading(scope)] }), let row = rows.first?.first,
            row.count == 2
        else { return LedgerReading() }
        return LedgerReading(
            receipts: try decoded([ReceiptRow].self, row[0]).map(\.receipt)
                .sorted { $0.connectionId < $1.connectionId },
            marks: try decoded([MarkRow].self, row[1]).map(\.mark).sorted { ($0.run, $0.step) < ($1.run, $1.step) }
        )
    }

    mutating func begin(_ run: Run, marking marks: [Mark]) throws(LedgerError) {
        try perform("note a run", creatingTables: true) {
            [try .noting(run, replacing: false)] + (marks.isEmpty ? [] : [try .marking(marks, in: run.scope)])
        }
    }

    mutating func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) throws(LedgerError) {
        try perform("record receipts", creatingTables: true) {
            try PostgresStatement.settling(settlement, of: run, in: scope)
        }
    }

    mutating func end(_ run: Run) throws(LedgerError) {
        try perform("record a run", creatingTables: true) { [try .noting(run, replacing: true)] }
    }

    mutating func runs(_ query: RunQuery) throws(LedgerError) -> [Run] {
        guard let rows = try perform("read past runs", { [.runs(query)] }), let row = rows.first?.first, row.count == 1
        else { return [] }
        return try decoded([Run].self, row[0])
    }

    mutating func prune(before moment: Timestamp, in scope: LedgerScope?, isRehearsal: Bool) throws(LedgerError) -> Int
    {
        let rows = try perform("forget past runs", repeats: isRehearsal) {
            [.pruning(before: moment, in: scope, isRehearsal: isRehearsal)]
        }
        return rows?.first?.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
    }

    mutating func close() {
        session = nil
    }
}

extension PostgresWork {
    /// The rows of what `statements` gives, run in one round trip once there is a session; nil when there are no tables and none
    /// are to be made.
    ///
    /// `work` says in words what is being done.
    @discardableResult
    private mutating func perform(
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

    private mutating func attempt(
        _ statements: [PostgresStatement],
        _ creatingTables: Bool
    ) throws(PostgresFailure) -> [PostgresStatement.Rows]? {
        if let lasting { throw lasting }
        do {
            let session: PostgresSession
            if let open = self.session { session = open } else { session = try connectedInTime() }
            self.session = session
            return try session.run(statements, creatingTables: creatingTables)
        } catch {
            if error.endsConnection { session = nil }
            if error.kind == .silent { lasting = error }
            throw error
        }
    }

    private mutating func connectedInTime() throws(PostgresFailure) -> PostgresSession {
        let start = elapsed()
        do {
            return try connected()
        } catch {
            if error.kind == .notConnected, elapsed() - start > Self.patience { lasting = error }
            throw error
        }
    }

    private mutating func connected() throws(PostgresFailure) -> PostgresSession {
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
            return try ConnectionParameters(
                url: named,
                isOfFiles: url.isOfFiles,
                environment: environment,
                known: known,
                limits: limits
            )
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
                ledger: url.name,
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
        return LedgerError(masked, ledger: url.name, work: work)
    }
}
