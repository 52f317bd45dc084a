package import Connections
package import Planning

extension Receipts {
    /// The fingerprint that stands for the secrets of the files in ``random(of:_:using:)``.
    private static let present = Fingerprint(key: "present", digest: "of the files")

    /// What a ledger may say of an account, made by chance: much of it true, some old, some of connections that are not
    /// there, and some nonsense.
    package static func random(
        of live: [LiveConnection],
        _ desired: [DesiredConnection],
        using random: inout some RandomNumberGenerator
    ) -> Self {
        let names = live.map(\.name) + desired.map(\.name) + ["nobody's"]
        var receipts: [Receipt] = []
        for connection in live where Int.random(in: 0..<4, using: &random) > 0 {
            receipts.append(receipt(of: connection, names, using: &random))
        }
        for index in 0..<Int.random(in: 0...2, using: &random) {
            let gone = LiveConnection(
                id: ConnectionID("gone-\(index)"),
                version: Int.random(in: -1...9, using: &random),
                name: names.randomElement(using: &random) ?? "",
                details: Bool.random(using: &random)
                    ? .vimeo(clientIdentifier: "client") : .aws(AWSLocation(accountID: "x", region: ""))
            )
            receipts.append(receipt(of: gone, names, using: &random))
        }
        var marks: [Mark] = []
        for step in 0..<Int.random(in: 0...3, using: &random) {
            let connection = Bool.random(using: &random) ? live.randomElement(using: &random) : nil
            marks.append(
                Mark(
                    run: "earlier",
                    step: step,
                    type: connection?.type ?? (Bool.random(using: &random) ? .aws : .vimeo),
                    name: names.randomElement(using: &random) ?? "",
                    connectionId: Int.random(in: 0..<5, using: &random) == 0
                        ? ConnectionID("nobody's") : connection?.id,
                    version: connection.map { $0.version + Int.random(in: -2...2, using: &random) },
                    carriesSecrets: Bool.random(using: &random)
                )
            )
        }
        let isResolved = Int.random(in: 0..<4, using: &random) > 0
        return Self(receipts, marks: marks) { _, _ in isResolved ? present : nil }
    }

    private static func receipt(
        of live: LiveConnection,
        _ names: [String],
        using random: inout some RandomNumberGenerator
    ) -> Receipt {
        var receipt = Receipt(of: live)
        if Int.random(in: 0..<8, using: &random) == 0 { receipt.type = live.type == .aws ? .vimeo : .aws }
        if Int.random(in: 0..<3, using: &random) == 0 { receipt.name = names.randomElement(using: &random) ?? "" }
        if Bool.random(using: &random) { receipt.version += Int.random(in: -9...2, using: &random) }
        for field in ConnectionField.allCases {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: receipt.fields[field] = nil
            case 1: receipt.fields[field] = "no digest"
            case 2: receipt.fields[field] = Receipt.digest(of: .text("text"), in: field)
            case 3: receipt.fields[field] = Receipt.digest(of: .flag(Bool.random(using: &random)), in: field)
            default: break
            }
        }
        if Int.random(in: 0..<4, using: &random) > 0 {
            let others = Fingerprint(key: "present", digest: "of others")
            let former = Fingerprint(key: "former", digest: "of the files")
            receipt.secrets = Receipt.Secrets(
                fingerprint: [present, others, former, nil].randomElement(using: &random) ?? nil,
                revision: [nil, 0, 1, 9].randomElement(using: &random) ?? nil,
                mayBeOvertaken: Bool.random(using: &random)
            )
        }
        return receipt
    }
}

extension Plan {
    /// The plan without all that a ledger may add to it: explanations, and secrets that are sent to connections that are
    /// there.
    package var withoutLedger: Plan {
        var plan = self
        plan.hidden = []
        plan.usesLedger = false
        plan.secretsUnknown = 0
        for index in plan.changes.indices {
            for field in plan.changes[index].fields.indices { plan.changes[index].fields[field].movedBy = nil }
            plan.changes[index].credentialsRevision = nil
            plan.changes[index].nowCalled = nil
            plan.changes[index].wasCalled = nil
            plan.changes[index].unrecorded = nil
            guard plan.changes[index].action == .update else { continue }
            plan.changes[index].credentials = nil
            plan.changes[index].fields.removeAll(where: \.sensitive)
        }
        let count = plan.changes.count
        plan.changes.removeAll { $0.action == .update && $0.fields.isEmpty }
        plan.summary.hidden = 0
        plan.summary.update -= count - plan.changes.count
        plan.summary.unchanged += count - plan.changes.count
        plan.removeUpdatesOfSecrets()
        return plan
    }

    private mutating func removeUpdatesOfSecrets() {
        for index in steps.indices where steps[index].operation == .update {
            steps[index].sets.removeAll(where: \.field.isSensitive)
        }
        steps.removeAll { $0.operation == .update && $0.sets.isEmpty }
        let numbers = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.id, $0 + 1) })
        for index in steps.indices {
            steps[index].id = index + 1
            steps[index].after = steps[index].after.map { numbers[$0] ?? 0 }
        }
    }
}
