extension Drift {
    /// The ids that the next run is to take for known, sorted: of what was told now, or was known before and is there still.
    ///
    /// `told` is what was selected of this drift. What `--only` leaves out was not told to anybody, so it stays new. While
    /// `isDelivered` is false, as long as a message about it is still to be sent, what is new stays new as well: so that a run
    /// that ends before, however it ends, swallows nothing.
    package func remembered(_ told: Drift, known: Set<String>, isDelivered: Bool) -> [String] {
        let told = isDelivered ? Set(told.findings.map(\.id)) : []
        return findings.map(\.id).filter { known.contains($0) || told.contains($0) }.sorted()
    }
}

extension Drift.Summary {
    /// The counts of findings by kind, as the history keeps them.
    package var counts: [String: Int] {
        Dictionary(uniqueKeysWithValues: Drift.Kind.allCases.map { ($0.rawValue, self[$0]) })
    }
}
