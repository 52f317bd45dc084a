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
            let wanted = desired.filter { $0.type == connection.type }.randomElement(using: &random)
            if let wanted, Bool.random(using: &random) { receipts[receipts.count - 1].convert(wanted, connection) }
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
        return Self(receipts, marks: marks, conversion: plainConversion) { _, _ in isResolved ? present : nil }
    }

    /// What stands for a conversion, without any key.
    package static let plainConversion: @Sendable (Conversion) -> String? = { "\($0.sent)>\($0.stored)" }

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

extension Receipt {
    /// Says that the texts of an entry were sent, and became what the connection has.
    package mutating func convert(_ entry: DesiredConnection, _ live: LiveConnection) {
        let texts: [(ConnectionField, String?)] = [
            (.description, entry.description), (.clientIdentifier, entry.details.clientIdentifier),
        ]
        for (field, text) in texts {
            conversions[field] = text.flatMap { Conversion(of: field, live, sent: .text($0)) }
                .flatMap(Receipts.plainConversion)
        }
    }
}

extension Plan {
    /// The plan without all that a ledger may add to it: explanations, secrets that are sent to connections that are
    /// there, and the texts that `known`, a plan of the same with a ledger, says the API stores otherwise.
    package func withoutLedger(_ known: Plan) -> Plan {
        let texts = Dictionary(known.storedOtherwise.map { ($0.connectionId, $0.fields) }) { first, _ in first }
        var plan = self
        plan.hidden = []
        plan.storedOtherwise = []
        plan.usesLedger = false
        plan.secretsUnknown = 0
        for index in plan.changes.indices {
            for field in plan.changes[index].fields.indices { plan.changes[index].fields[field].movedBy = nil }
            plan.changes[index].credentialsRevision = nil
            plan.changes[index].nowCalled = nil
            plan.changes[index].wasCalled = nil
            plan.changes[index].unrecorded = nil
            plan.changes[index].resent = nil
            guard plan.changes[index].action == .update else { continue }
            plan.changes[index].credentials = nil
            let left = plan.changes[index].connectionId.flatMap { texts[$0] } ?? []
            plan.changes[index].fields.removeAll { $0.sensitive || left.contains($0.field) }
            if plan.changes[index].fields.map(\.field) == [.name] { plan.changes[index].reason = .renamed }
        }
        let isEmpty = { (change: Change) in change.action == .update && change.fields.isEmpty }
        let count = plan.changes.count { isEmpty($0) }
        plan.summary.blocked -= plan.changes.count { isEmpty($0) && $0.blocked != nil }
        plan.changes.removeAll(where: isEmpty)
        plan.summary.hidden = 0
        plan.summary.update -= count
        plan.summary.unchanged += count
        plan.removeUpdates(of: texts)
        return plan
    }

    private mutating func removeUpdates(of texts: [ConnectionID: [ConnectionField]]) {
        for index in steps.indices where steps[index].operation == .update {
            let left = steps[index].connectionId.flatMap { texts[$0] } ?? []
            steps[index].sets.removeAll { $0.field.isSensitive || left.contains($0.field) }
        }
        steps.removeAll { $0.operation == .update && $0.sets.isEmpty }
        let numbers = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.id, $0 + 1) })
        for index in steps.indices {
            steps[index].id = index + 1
            steps[index].after = steps[index].after.map { numbers[$0] ?? 0 }
        }
    }
}
