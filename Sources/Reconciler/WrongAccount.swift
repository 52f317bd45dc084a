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
        ErrorReport(
            .wrongAccount,
            .blocked,
            "\(finding), so nothing was done",
            cause: "the API key or the address is likely that of another account, or all of them were deleted",
            nextStep:
                "check both, and what 'patchbay drift' says; if the account is right, pass --new-account to go on in it"
        )
    }

    /// The same where the account was only looked at.
    package var warning: ErrorReport {
        ErrorReport(
            .wrongAccount,
            .blocked,
            "\(finding), so this may be another account",
            nextStep:
                "check the API key and the address; if they are right, 'patchbay apply --new-account' goes on in this account"
        )
    }

    private var finding: String {
        let what = recorded == 1 ? "the one connection" : "none of the \(recorded) connections"
        return "the account at \(apiURL) \(recorded == 1 ? "lacks" : "has") \(what) that stack '\(stack)' had there"
    }
}
