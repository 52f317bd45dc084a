import Ledger
import Stacks

/// The ledgers that a run has opened, each once for all stacks that share it.
actor LedgerStores {
    private let environment: [String: String]
    private var stores: [LedgerURL: any LedgerStore] = [:]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// A store that fails on use where none can be opened.
    func store(at url: LedgerURL, for purpose: LedgerOpening.Purpose) -> any LedgerStore {
        if let store = stores[url] { return store }
        let store: any LedgerStore = open(url, purpose)
        stores[url] = store
        return store
    }

    private func open(_ url: LedgerURL, _ purpose: LedgerOpening.Purpose) -> any LedgerStore {
        MemoryLedger()
    }

    func close() async {
        for store in stores.values { await store.close() }
        stores = [:]
    }
}
