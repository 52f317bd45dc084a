package import Connections
import GRDB
package import Ledger
package import Planning

extension SQLiteLedger {
    package func read(_ scope: LedgerScope) async throws(LedgerError) -> LedgerReading {
        try await perform("reading receipts") { database in
            var reading = LedgerReading()
            // One moment for both.
            try database.inTransaction(.deferred) {
                if let stack = try StackRow.find(scope, database) {
                    reading.receipts = try ReceiptRow.all(of: stack, database)
                    reading.marks = try MarkRow.all(of: stack, database)
                }
                return .commit
            }
            return reading
        }
    }

    package func begin(_ run: Run, marking marks: [Mark]) async throws(LedgerError) {
        try await write("noting a run") { database in
            let stack = try StackRow.make(run.scope, database)
            try RunRow.note(run, of: stack, replacing: false, database)
            for mark in marks { try MarkRow.insert(mark, of: stack, database) }
        }
    }

    package func settle(_ settlement: Settlement, of run: String, in scope: LedgerScope) async throws(LedgerError) {
        guard !settlement.isEmpty else { return }
        try await write("recording receipts") { database in
            let stack = try StackRow.make(scope, database)
            let hasMarks = try MarkRow.exist(of: stack, database)
            for receipt in settlement.receipts where try !ReceiptRow.isGone(receipt.connectionId, of: stack, database) {
                if hasMarks { try MarkRow.delete(ruledOutBy: receipt, of: stack, database) }
                try ReceiptRow.record(receipt, of: stack, database)
            }
            for id in settlement.missing {
                try ReceiptRow.delete(id, of: stack, database)
                if hasMarks { try MarkRow.deletePlain(on: id, of: stack, database) }
            }
            for id in settlement.gone {
                try ReceiptRow.recordGone(id, of: stack, database)
                if hasMarks { try MarkRow.delete(on: id, of: stack, database) }
            }
            guard hasMarks else { return }
            for step in settlement.steps { try MarkRow.delete(step: step, of: run, stack: stack, database) }
        }
    }

    package func end(_ run: Run) async throws(LedgerError) {
        try await write("recording a run") { database in
            let stack = try StackRow.make(run.scope, database)
            try RunRow.note(run, of: stack, replacing: true, database)
        }
    }

    package func runs(_ query: RunQuery) async throws(LedgerError) -> [Run] {
        try await perform("reading past runs") { try RunRow.all(query, $0) }
    }

    package func prune(before moment: Timestamp, in scope: LedgerScope?) async throws(LedgerError) -> Int {
        try await write("forgetting past runs") { try RunRow.prune(before: moment, in: scope, $0) }
    }

    package func close() async {
        // It throws when a statement is still open, which then ends with the process.
        try? queue.close()
    }
}
