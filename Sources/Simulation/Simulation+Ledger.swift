import Connections
import Ledger
import Planning

extension Simulation {
    /// A call of the ledger takes effect, or fails.
    mutating func arriveAtLedger(_ number: Int) throws(Violation) {
        guard let call = network.ledgerCalls.first(where: { $0.number == number }) else { return }
        try oracle.asked(call.request, by: call.run)
        let fault = ledgerFault(for: call.request)
        let before = ledger.reading
        let (reply, isLate) = ledger.answer(call.request, from: call.run, fault: fault)
        try oracle.checkReceipts(before, after: ledger.reading)
        if isLate { lateLedgerCalls.append(call) }
        tally.count(fault, call.request.operation)
        if let fault { struck[call.run, default: []].insert(fault.title) }
        timeline.add(network.now) {
            "run \(call.run) \(call.request.title)\(fault.map { ": \($0.rawValue)" } ?? "")"
        }
        network.answer(number, reply)
    }

    mutating func deliverFromLedger(_ number: Int) {
        guard let call = network.ledgerCalls.first(where: { $0.number == number }), let reply = call.reply else {
            return
        }
        oracle.told(call.run, reply, about: call.request)
        network.deliverFromLedger(number)
    }

    /// A call that nobody waits for any more takes effect after all.
    mutating func landAtLedger(_ number: Int) throws(Violation) {
        var landing = lateLedgerCalls.first { $0.number == number }
        lateLedgerCalls.removeAll { $0.number == number }
        if landing == nil {
            landing = network.ledgerCalls.first { $0.number == number }
            network.lose(number)
        }
        guard let call = landing else { return }
        try oracle.asked(call.request, by: call.run)
        let before = ledger.reading
        _ = ledger.answer(call.request, from: call.run)
        try oracle.checkReceipts(before, after: ledger.reading)
        tally.count(.ledgerLandedLate)
        timeline.add(network.now) { "run \(call.run) \(call.request.title), late" }
    }

    mutating func loseLedger() {
        ledgerMisfortunesLeft -= 1
        ledger.lose()
        tally.count(.ledgerLost)
        timeline.add(network.now) { "somebody deletes the ledger" }
    }

    mutating func restoreLedger() {
        ledgerMisfortunesLeft -= 1
        let age = 1 + choices.pick(ledger.copyCount)
        ledger.restore(writesAgo: age)
        tally.count(.ledgerRestored)
        timeline.add(network.now) { "somebody restores the ledger of \(age) writes ago" }
    }

    private mutating func ledgerFault(for request: LedgerRequest) -> LedgerFault? {
        guard !isSettling, !scenario.ledgerFaults.isEmpty, choices.happens(oneIn: scenario.faultRarity) else {
            return nil
        }
        let fault = choices.pick(from: scenario.ledgerFaults)
        return fault.canStrike(request.operation) ? fault : nil
    }
}

extension LedgerRequest {
    /// In a few words, for timelines.
    fileprivate var title: String {
        switch self {
        case .read, .runs, .end: return operation.rawValue
        case .begin(_, let marks):
            let writes = marks.map { mark in
                "\(mark.connectionId?.rawValue ?? "'\(mark.name)'")\(mark.version.map { " v\($0)" } ?? "")"
                    + (mark.carriesSecrets ? " with secrets" : "")
            }
            return "\(operation.rawValue): \(writes.joined(separator: ", "))"
        case .settle(let settlement, _, _):
            let receipts = settlement.receipts.map { receipt in
                "\(receipt.connectionId) v\(receipt.version)\(receipt.secrets.map { " \($0.title)" } ?? "")"
            }
            let gone = settlement.gone.map { "\($0) gone" }
            return
                "\(operation.rawValue): \((receipts + gone + settlement.steps.map { "step \($0)" }).joined(separator: ", "))"
        }
    }
}

extension Receipt.Secrets {
    fileprivate var title: String {
        let digest = fingerprint.map { "secrets \($0.digest.prefix(4))" } ?? "secrets unknown"
        return mayBeOvertaken ? "(\(digest), perhaps overtaken)" : "(\(digest))"
    }
}
