import Applying
import Connections
import Ledger
import Planning
import Stacks

/// Works out what an apply has to tell the ledger: marks before its first request, then what became of its steps.
///
/// A plain value that awaits nothing, so that every course of an apply can be a row of a table.
struct ReceiptBook {
    private let planned: PlannedStack
    private let key: FingerprintKey
    private let entries: [ConnectionKey: DesiredConnection]
    /// All that were there when the plan was made.
    private let isLive: Set<ConnectionID>
    /// As the ledger has them, or as the steps so far left them.
    private var receipts: [ConnectionID: Receipt]
    /// The open writes that the ledger has, by connection, and creates by the name that they give.
    private let marked: [ConnectionID: [Mark]]
    private let markedCreates: [ConnectionKey: [Mark]]
    /// Recorded connections that were not there when the plan was made, by the name they had; sorted.
    private var absent: [ConnectionKey: [ConnectionID]]
    /// As the plan saw them; only of connections that no step has written yet.
    private var live: [ConnectionID: LiveConnection]

    init(_ planned: PlannedStack, _ key: FingerprintKey) {
        self.planned = planned
        self.key = key
        entries = Dictionary(
            planned.stack.desired.connections.map { (ConnectionKey($0.type, $0.name), $0) }
        ) { first, _ in first }
        receipts = Dictionary((planned.ledger?.receipts ?? []).map { ($0.connectionId, $0) }) { first, _ in first }
        let marks = planned.ledger?.marks ?? []
        marked = Dictionary(marks.compactMap { mark in mark.connectionId.map { ($0, [mark]) } }, uniquingKeysWith: +)
        markedCreates = Dictionary(
            marks.filter { $0.connectionId == nil }.map { (ConnectionKey($0.type, $0.name), [$0]) },
            uniquingKeysWith: +
        )
        isLive = Set(planned.live.connections.map(\.id) + planned.live.unmanageable.compactMap(\.id))
        let missed = receipts.values.filter { [isLive] in !isLive.contains($0.connectionId) }
        absent = Dictionary(grouping: missed) { ConnectionKey($0.type, $0.name) }
            .mapValues { $0.map(\.connectionId).sorted() }
        let touched = Set(planned.plan.steps.compactMap(\.connectionId))
        live = Dictionary(planned.live.connections.lazy.filter { touched.contains($0.id) }.map { ($0.id, $0) }) {
            first,
            _ in first
        }
    }

    /// One for each step, with the name and the version that it will find if nobody interferes.
    func marks(of run: String) -> [Mark] {
        var expected = live
        return planned.plan.steps.map { step in
            let before = step.connectionId.flatMap { expected[$0] }
            if let id = step.connectionId {
                expected[id]?.version += 1
                if let name = step.newName { expected[id]?.name = name }
            }
            return Mark(
                run: run,
                step: step.id,
                type: step.type,
                name: before?.name ?? step.name,
                connectionId: step.connectionId,
                version: step.connectionId == nil ? nil : step.expectedVersion ?? before?.version,
                carriesSecrets: step.sendsCredentials
            )
        }
    }

    /// What became of steps, in the order in which they ended.
    mutating func settlement(of results: [StepResult]) -> Settlement {
        var settlement = Settlement()
        for result in results {
            switch result.outcome {
            case .done(let done):
                settlement.steps.append(result.step.id)
                guard let live = done.live else {
                    receipts[done.connectionId] = nil
                    settlement.gone.append(done.connectionId)
                    continue
                }
                var receipt = Receipt(of: live, secrets: secrets(after: result.step, done))
                receipt.conversions = conversions(of: result.step, done, live)
                receipt = receipt.keepingConversions(of: receipts[live.id], but: Set(result.step.sets.map(\.field)))
                receipts[live.id] = receipt
                self.live[live.id] = nil
                settlement.receipts.append(receipt)
                if result.step.operation == .create { settlement.missing += forgetFormer(receipt) }
            case .conflict(let conflict):
                if conflict.kind == .deleted, let id = result.step.connectionId {
                    receipts[id] = nil
                    settlement.gone.append(id)
                }
                // A fence that was set leaves the connection otherwise than any receipt says.
                if !conflict.isOutcomeUnknown, !conflict.leftDisabled { settlement.steps.append(result.step.id) }
            case .failed(let failure):
                if !failure.isOutcomeUnknown, !failure.leftDisabled { settlement.steps.append(result.step.id) }
            case .skipped, .notAttempted:
                settlement.steps.append(result.step.id)
            }
        }
        return settlement
    }

    /// What there is to tell besides once the apply is over: steps that never began, connections that were as their entries
    /// want them, and those that another account had.
    mutating func closing(_ results: [StepResult]) -> Settlement {
        let open = results.filter { result in
            switch result.outcome {
            case .skipped, .notAttempted: true
            case .done, .conflict, .failed: false
            }
        }
        var settlement = settlement(of: open)
        settlement.receipts += adopted
        settlement.missing = deletedByOthers + planned.abandoned
        return settlement
    }

    /// Takes away what is known of connections that had the name of one that was created, and that were deleted by others.
    private mutating func forgetFormer(_ created: Receipt) -> [ConnectionID] {
        // A create may have found the very connection that the list, being old, did not show.
        let former =
            absent.removeValue(forKey: ConnectionKey(created.type, created.name))?
            .filter { $0 != created.connectionId } ?? []
        for id in former { receipts[id] = nil }
        return former
    }

    /// Recorded connections that are not there any more, without whom the account would look like another one some day: those that
    /// no entry asks for, and those that a run was about to write which was cut short.
    ///
    /// What is recorded of one that an entry asks for explains why it is created, until it was. Secrets that are known stay known,
    /// since a list may be old, and nobody can read them again.
    private var deletedByOthers: [ConnectionID] {
        let recorded = (planned.ledger?.receipts ?? []).filter { receipt in
            receipts[receipt.connectionId] != nil && entries[ConnectionKey(receipt.type, receipt.name)] == nil
        }
        return Set(recorded.map(\.connectionId) + marked.keys).subtracting(isLive)
            .filter { receipts[$0]?.secrets?.areCertain != true }.sorted()
    }

    /// The receipts of unchanged connections, and of those that wait to be deleted, that the ledger has otherwise or not at all,
    /// and those that take away marks.
    private var adopted: [Receipt] {
        let changed = Set(planned.plan.changes.map(\.connectionId) + planned.plan.steps.map(\.connectionId))
        let unchanged = Unchanged(planned.stack.desired, planned.live, receipts: planned.ledger?.known(by: key)).pairs
            .filter { !changed.contains($0.live.id) }
        let waiting = Set(planned.plan.waiting.map(\.connectionId))
        let receipts =
            unchanged.map { pair in
                let known = self.receipts[pair.live.id]
                return Receipt(of: pair.live, secrets: secrets(of: pair, known)).keepingConversions(of: known)
            }
            + planned.live.connections.filter { waiting.contains($0.id) && $0.type == .aws }
            .map { Receipt(of: $0).keepingConversions(of: self.receipts[$0.id]) }
        return receipts.filter { receipt in
            // A list may be older than what an apply has left.
            let known = self.receipts[receipt.connectionId]
            return (receipt != known || rulesOutMarks(receipt)) && known.map(receipt.replaces) ?? true
        }
    }

    /// Whether there are marks, most likely of a run that was given up, whose writes cannot be done any more.
    private func rulesOutMarks(_ receipt: Receipt) -> Bool {
        let onName = markedCreates[ConnectionKey(receipt.type, receipt.name), default: []]
        return (onName + marked[receipt.connectionId, default: []]).contains { receipt.rulesOut($0) }
    }

    /// The texts of a step that the API has stored otherwise than they were sent, each with what stands for both.
    private func conversions(
        of step: Step,
        _ done: StepOutcome.Done,
        _ live: LiveConnection
    ) -> [ConnectionField: String] {
        var codes: [ConnectionField: String] = [:]
        for setting in step.sets where done.normalised.contains(setting.field) {
            codes[setting.field] = Conversion(of: setting.field, live, sent: setting.value).map(key.code)
        }
        return codes
    }

    /// What is known of the secrets of an unchanged connection.
    private func secrets(of pair: Unchanged.Pair, _ known: Receipt?) -> Receipt.Secrets? {
        guard pair.live.type == .vimeo else { return nil }
        guard let known, var secrets = known.secrets else {
            return Receipt.Secrets(revision: pair.entry.credentialsRevision)
        }
        if known.version != pair.live.version { secrets.mayBeOvertaken = true }
        return secrets
    }

    /// What is known of the secrets of a connection that a step has written.
    private func secrets(after step: Step, _ done: StepOutcome.Done) -> Receipt.Secrets? {
        guard step.type == .vimeo else { return nil }
        let entry = entries[ConnectionKey(step.type, step.name)]
        if done.sentSecrets {
            let fingerprint = entry?.credentials.flatMap { key.fingerprint(of: $0, for: done.connectionId) }
            return Receipt.Secrets(fingerprint: fingerprint, revision: entry?.credentialsRevision)
        }
        guard let known = receipts[done.connectionId], var secrets = known.secrets else {
            return Receipt.Secrets(revision: entry?.credentialsRevision)
        }
        // What a create found and left alone was not in the list, and may have been written since it was recorded.
        let found = step.operation == .create ? done.live : live[done.connectionId]
        let wasOvertaken = found.map { $0.version != known.version } ?? false
        if wasOvertaken || done.othersWrote { secrets.mayBeOvertaken = true }
        return secrets
    }
}
