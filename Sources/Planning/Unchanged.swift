package import Connections

/// The live connections that are as their entries want them, as far as can be seen.
package struct Unchanged: Sendable, Hashable {
    package struct Pair: Sendable, Hashable {
        package var entry: DesiredConnection
        package var live: LiveConnection
    }

    /// By id.
    package var pairs: [Pair]

    /// Matches as a plan with these receipts does; empty where entries cannot be matched.
    package init(_ desired: DesiredState, _ live: LiveAccount, receipts: Receipts?) {
        var matching = ConnectionMatching(desired.connections, live)
        guard matching.diagnostics.isEmpty else {
            pairs = []
            return
        }
        if let receipts { matching.accept(receipts) }
        pairs = matching.pairs.filter { $0.differences.isEmpty }
            .map { Pair(entry: $0.desired, live: $0.live) }
            .sorted { $0.live.id < $1.live.id }
    }
}
