package import Diagnostics

/// All that one run of `doctor` looked at.
package struct Checkup: Sendable, Hashable {
    /// What is common to all stacks first, then stack by stack.
    package var checks: [Check]

    package init(_ checks: [Check]) {
        self.checks = checks
    }

    package func count(_ status: Check.Status) -> Int { checks.count { $0.status == status } }

    /// What the failures mean for the process; nil when there is none.
    ///
    /// Invalid files and settings go before a refused key, and this before everything else, since that is the order in which
    /// one mends them.
    package var failure: ErrorReport.Category? {
        let categories = Set(checks.filter { $0.status == .failed }.map(\.category))
        guard !categories.isEmpty else { return nil }
        return [.invalidInput, .unauthorized].first(where: categories.contains) ?? .general
    }
}
