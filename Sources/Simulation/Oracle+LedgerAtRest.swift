import Connections
import Ledger
import Planning
import Sandbox

extension Oracle {
    /// Once all is done and nothing is under way the ledger says what there is.
    func checkLedgerAtRest(
        _ ledger: SimulatedLedger,
        _ account: SimulatedAccount,
        _ revision: Scenario.Revision
    ) throws(Violation) {
        let reading = ledger.reading
        let receipts = Dictionary(reading.receipts.map { ($0.connectionId, $0) }) { first, _ in first }
        for entry in revision.desired.connections {
            guard let live = account.world[ConnectionKey(entry.type, entry.name)]?.live else { continue }
            guard let receipt = receipts[live.id] else {
                throw Violation(.ledgerAtRest, "there is no receipt of '\(entry.name)'")
            }
            guard receipt == Receipt(of: live, secrets: receipt.secrets) else {
                throw Violation(
                    .ledgerAtRest,
                    "the receipt of '\(entry.name)' is of version \(receipt.version), and it has \(live.version)"
                )
            }
            guard (receipt.secrets != nil) == (entry.type == .vimeo) else {
                throw Violation(.ledgerAtRest, "the receipt of '\(entry.name)' says nothing of its secrets")
            }
        }
        for mark in reading.marks {
            guard
                let entry = revision.desired.connections.first(where: { $0.type == mark.type && $0.name == mark.name }),
                let live = account.world[ConnectionKey(entry.type, entry.name)]?.live
            else { continue }
            // A write that names the version which is there may be done yet, for all that anybody knows.
            let mayBeDone = mark.connectionId == live.id && mark.version == live.version && !mark.carriesSecrets
            guard mayBeDone || mark.connectionId != nil && mark.connectionId != live.id else {
                throw Violation(.ledgerAtRest, "'\(entry.name)' is still marked by run \(mark.run)")
            }
        }
    }

    /// Where nobody else wrote, and the ledger was always there, it knows the secrets that were sent.
    func checkLedgerKnows(
        _ plan: Plan,
        _ ledger: SimulatedLedger,
        _ account: SimulatedAccount,
        _ scenario: Scenario,
        _ revision: Scenario.Revision
    ) throws(Violation) {
        guard !peopleWrote, ledger.isUntouched, scenario.ledgerFaults.isEmpty, scenario.runsAtOnce == 1 else { return }
        // A run that waits for half an hour gives up a ledger in which nothing is wrong, and writes without it.
        guard records.values.allSatisfy({ $0.run.ledgerProblem == nil }) else { return }
        let receipts = Dictionary(ledger.reading.receipts.map { ($0.connectionId, $0) }) { first, _ in first }
        for entry in revision.desired.connections where entry.type == .vimeo {
            guard let connection = account.world[ConnectionKey(.vimeo, entry.name)], secretsAreOurs(connection.id),
                !mayHaveLostPlainWrite(connection.id)
            else { continue }
            guard !plan.hidden.contains(where: { $0.connectionId == connection.id }),
                let sent = receipts[connection.id]?.secrets?.fingerprint, let credentials = entry.credentials
            else {
                throw Violation(.ledgerKnows, "nobody can tell the secrets of '\(entry.name)', which we sent")
            }
            let wanted = revision.fingerprintKey.fingerprint(of: credentials, for: connection.id)
            guard wanted?.key == sent.key else { continue }
            guard case .known(let secrets)? = connection.credentials, secrets == entry.wanted else {
                throw Violation(.ledgerKnows, "'\(entry.name)' has other secrets than the files want")
            }
        }
    }
}
