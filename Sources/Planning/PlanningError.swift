package import Diagnostics

/// Entries that cannot be matched to this account; only the author of the files can settle which is meant.
package struct PlanningError: Error, Sendable, Hashable {
    /// By place; never empty.
    package var diagnostics: [Diagnostic]
    /// Whether every pinned id is unknown to the account, which speaks for a key of another account.
    package var looksLikeAnotherAccount: Bool
}

extension PlanningError: ReportableError {
    package var report: ErrorReport {
        looksLikeAnotherAccount
            ? ErrorReport(
                .pinnedNotLive,
                .blocked,
                "none of the pinned ids is in this account",
                cause: "the API key may belong to another account",
                nextStep: "check PICTORY_API_KEY or --api-key-file; nothing was changed"
            )
            : ErrorReport(
                diagnostics.first?.code ?? .ambiguousMatch,
                .invalidInput,
                "the files cannot be matched to the account",
                nextStep: "mend the entries above and plan again"
            )
    }
}

extension PlanningError {
    /// nil when every entry could be matched.
    init?(_ matching: ConnectionMatching) {
        guard !matching.diagnostics.isEmpty else { return nil }
        self.init(diagnostics: matching.diagnostics.sorted(), looksLikeAnotherAccount: matching.noPinIsLive)
    }
}
