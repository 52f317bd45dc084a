import Ledger

extension LedgerError {
    static let otherSchema =
        "use another database; or drop the schema 'patchbay' there if it is not needed, which costs explanations only"

    /// `work` says in words what was being done; the failure's text is masked already.
    init(_ failure: PostgresFailure, ledger: String, work: String) {
        let (kind, nextStep) = Self.judgement(of: failure.kind)
        let cause: String =
            switch failure.kind {
            case .noLibrary, .badParameters, .newer: failure.text
            case .notConnected: "cannot connect: \(failure.text)"
            case .lost: "cannot \(work): the connection broke: \(failure.text)"
            case .silent, .refused: "cannot \(work): \(failure.text)"
            case .readOnly: "the server takes no writes: \(failure.text)"
            }
        self.init(kind, ledger: ledger, cause: cause, nextStep: nextStep)
    }

    private static func judgement(of kind: PostgresFailure.Kind) -> (Kind, nextStep: String) {
        switch kind {
        case .noLibrary:
            (.unusable, "install libpq 14 or later, on Debian and Ubuntu: apt-get install libpq5")
        case .badParameters(let nextStep):
            (.unusable, nextStep)
        case .notConnected:
            (
                .unreachable,
                "check that the server runs, that it can be reached from here, and user, password and database"
            )
        case .lost, .silent:
            (.unreachable, "check that the server runs and that the network to it is well, then run this again")
        case .readOnly:
            (.unreachable, "name the primary server; or several hosts and target_session_attrs=read-write")
        case .newer:
            (.newer, "use the newer patchbay everywhere; or give this one another database by --ledger")
        case .refused(let state):
            judgement(ofState: state)
        }
    }

    /// See the appendix "PostgreSQL Error Codes" of PostgreSQL's manual.
    private static func judgement(ofState state: String) -> (Kind, nextStep: String) {
        switch state {
        case "25006":
            judgement(of: .readOnly)
        case "42501":
            (
                .unusable,
                "let its owner run: create schema patchbay authorization <user>; or grant that user what is missing there"
            )
        case "55P03":
            (.unusable, "find the session that holds the lock in pg_stat_activity, then run this again")
        case "57014":
            (.unreachable, "look at the load of the server, then run this again")
        case "53100":
            (.unusable, "make room on the server's disk")
        case "42P01", "42P06", "42P07", "42703", "42710", "XX001":
            (.unusable, otherSchema)
        default:
            (.unusable, "look up SQLSTATE \(state) in PostgreSQL's manual")
        }
    }
}
