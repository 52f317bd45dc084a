import Ledger
import LedgerPostgres
import LedgerSQLite
import Stacks

/// The ledgers that a run has opened, each once for all stacks that share it.
actor LedgerStores {
    private let environment: [String: String]
    private var stores: [LedgerURL: any LedgerStore] = [:]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// A store that fails on use where none can be opened.
    func store(at url: LedgerURL, for purpose: LedgerOpening.Purpose) async -> any LedgerStore {
        if let store = stores[url] { return store }
        let store: any LedgerStore
        do throws(LedgerError) {
            store = try await open(url, purpose)
        } catch {
            store = UnusableLedger(error)
        }
        // Another stack may have opened it meanwhile.
        if let other = stores[url] {
            await store.close()
            return other
        }
        stores[url] = store
        return store
    }

    /// A ledger that is not there yet, and that nothing is created for, is one that knows nothing.
    private func open(
        _ url: LedgerURL,
        _ purpose: LedgerOpening.Purpose
    ) async throws(LedgerError) -> any LedgerStore {
        switch (url.kind, purpose) {
        case (.sqlite(let path), .recording): return try await SQLiteLedger.writing(at: path)
        case (.sqlite(let path), .reading): return try await SQLiteLedger.reading(at: path) ?? MemoryLedger()
        case (.sqlite(let path), .pruning):
            guard let existing = try await SQLiteLedger.reading(at: path) else { return MemoryLedger() }
            await existing.close()
            return try await SQLiteLedger.writing(at: path)
        case (.postgres, _): return PostgresLedger(try PostgresURL(url.text), environment: environment)
        case (.none, _): return MemoryLedger()
        }
    }

    func close() async {
        for store in stores.values { await store.close() }
        stores = [:]
    }
}
