package import Diagnostics

/// A ledger did not do what it was asked; a run goes on without its explanations.
package struct LedgerError: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It is damaged, foreign, read-only, full or locked, or may not be opened.
        case unusable
        /// A newer patchbay made it.
        case newer
        /// Its server cannot be reached, refuses, or went away.
        case unreachable
    }

    package var kind: Kind
    /// Which ledger, without any password.
    package var ledger: String
    /// What was being done and why it failed, without any password.
    package var cause: String
    package var nextStep: String

    package init(_ kind: Kind, ledger: String, cause: String, nextStep: String) {
        self.kind = kind
        self.ledger = ledger
        self.cause = cause
        self.nextStep = nextStep
    }
}

extension LedgerError: ReportableError {
    package var report: ErrorReport {
        let code: ErrorCode =
            switch kind {
            case .unusable: .ledgerUnusable
            case .newer: .ledgerNewer
            case .unreachable: .ledgerUnreachable
            }
        return ErrorReport(code, .general, "the ledger '\(ledger)' cannot be used", cause: cause, nextStep: nextStep)
    }
}
