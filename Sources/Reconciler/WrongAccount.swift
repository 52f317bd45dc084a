package import Diagnostics
import Ledger
import Planning

/// The account has none of the connections that the ledger has receipts of, so it is likely another one.
package struct WrongAccount: Error, Sendable, Hashable {
    package var stack: String
    package var apiURL: String
    /// How many connections the ledger has receipts of.
    package var recorded: Int
}

extension WrongAccount: ReportableError {
    package var report: ErrorReport {
        let what = recorded == 1 ? "the one connection" : "none of the \(recorded) connections"
        return ErrorReport(
            .wrongAccount,
            .blocked,
            "the account at \(apiURL) \(recorded == 1 ? "lacks" : "has") \(what) that stack '\(stack)' had there, "
                + "so nothing was done",
            cause: "the API key or the address is likely that of another account",
            nextStep: "check both; if the account is right and its connections are gone on purpose, pass --new-account"
        )
    }
}
