import Ledger
import LedgerPostgres
import LedgerSQLite
import Stacks

/// The ledgers that are open at the time, each once for all stacks that use it.
actor LedgerStores {
    private struct Entry {
        let store: any LedgerStore
        var users: Int
    }

    private let environment: [String: String]
    private var entries: [LedgerURL: Entry] = [:]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// A store that fails on use where none can be opened; each is to be given back by ``giveBack(_:keepingOpen:)``.
    func take(_ url: LedgerURL, for purpose: LedgerOpening.Purpose) async -> any LedgerStore {
        if let store = takeOpen(url) { return store }
        let store: any LedgerStore
        do throws(LedgerError) {
            store = try await open(url, purpose)
        } catch {
            store = UnusableLedger(error)
        }
        // Another stack may have opened it meanwhile.
        if let other = takeOpen(url) {
            await store.close()
            return other
        }
        entries[url] = Entry(store: store, users: 1)
        return store
    }

    /// Closes what nobody uses any more, unless it is kept open for those that come.
    func giveBack(_ url: LedgerURL, keepingOpen: Bool) async {
        guard let entry = entries[url] else { return }
        entries[url]?.users -= 1
        guard entry.users == 1, !keepingOpen else { return }
        entries[url] = nil
        await entry.store.close()
    }

    private func takeOpen(_ url: LedgerURL) -> (any LedgerStore)? {
        entries[url]?.users += 1
        return entries[url]?.store
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

    /// Closes all that is open still.
    func close() async {
        let left = entries.values.map(\.store)
        entries = [:]
        for store in left { await store.close() }
    }
}
