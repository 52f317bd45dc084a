package import Connections
package import Ledger
package import Planning

extension SQLiteLedger {
    package func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        try await perform("reading it") { database in
            // Both are of one moment.
            try database.transaction(.deferred) {
                LedgerReading(
                    receipts: try ReceiptRow.fetch(scope, from: database),
                    marks: try MarkRow.fetch(scope, from: database)
                )
            }
        }
    }

    package func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) {
        try await write("noting that a run begins") { database in
            let stack = try StackRow.id(of: run.scope, in: database)
            try RunRow.save(run, of: stack, in: database)
            for mark in marks { try MarkRow.insert(mark, of: stack, into: database) }
        }
    }

    package func settle(
        _ settlement: Settlement,
        of run: String,
        in scope: LedgerScope
    ) async throws(LedgerError) {
        try await write("recording what became of writes") { database in
            let stack = try StackRow.id(of: scope, in: database)
            for receipt in settlement.receipts {
                guard try !ReceiptRow.isGone(receipt.connectionId, of: stack, in: database) else { continue }
                try MarkRow.removeAll(ruledOutBy: receipt, of: stack, from: database)
                try ReceiptRow.save(receipt, of: stack, in: database)
            }
            for id in settlement.missing {
                try ReceiptRow.remove(id, of: stack, from: database)
                try MarkRow.removePlain(on: id, of: stack, from: database)
            }
            for id in settlement.gone {
                try ReceiptRow.remember(gone: id, of: stack, in: database)
                try MarkRow.removeAll(on: id, of: stack, from: database)
            }
            for step in settlement.steps { try MarkRow.removeAll(ofStep: step, run, of: stack, from: database) }
        }
    }

    package func end(_ run: Run) async throws(LedgerError) {
        try await write("recording a run") { database in
            try RunRow.save(run, of: StackRow.id(of: run.scope, in: database), in: database)
        }
    }

    package func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] {
        try await perform("reading its history") { try RunRow.fetch(query, from: $0) }
    }

    package func prune(
        before moment: Timestamp,
        in scope: LedgerScope?,
        isRehearsal: Bool
    ) async throws(LedgerError) -> Int {
        let body = { @Sendable (database: SQLiteConnection) in
            try RunRow.removeAll(before: moment, in: scope, isRehearsal: isRehearsal, from: database)
        }
        return isRehearsal
            ? try await perform("counting old runs", body) : try await write("forgetting old runs", body)
    }
}
