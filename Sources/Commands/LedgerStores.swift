import Applying
import Connections
import Ledger
import LedgerPostgres
import LedgerSQLite
import PictoryAPI
import Rendering
import Stacks

/// The ledgers that are open at the time, each once for all stacks that use it.
actor LedgerStores {
    private struct Entry {
        let store: any LedgerStore
        var users: Int
    }

    /// How long opening one may still take after the wish that the run ends.
    private static let lastPatience = Duration.milliseconds(400)

    private let context: CommandContext
    private var entries: [LedgerURL: Entry] = [:]
    /// Ledgers of which was said already that others can get at them.
    private var exposed: Set<LedgerURL> = []

    init(_ context: CommandContext) {
        self.context = context
    }

    /// A store that fails on use where none can be opened; each is to be given back by ``giveBack(_:keepingOpen:)``.
    func take(_ url: LedgerURL, for purpose: LedgerOpening.Purpose) async -> any LedgerStore {
        if let store = takeOpen(url) { return store }
        let store: any LedgerStore
        do {
            store = try await openUnlessStopping(url, purpose).get()
        } catch {
            store = UnusableLedger(error)
        }
        if purpose == .recording, let ledger = store as? SQLiteLedger, exposed.insert(url).inserted {
            if let warning = ledger.exposure { context.console.err("warning: \(warning.terminalSafe)\n") }
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

    /// Opens it; gives up soon after the wish that the run ends.
    private func openUnlessStopping(
        _ url: LedgerURL,
        _ purpose: LedgerOpening.Purpose
    ) async -> Result<any LedgerStore, LedgerError> {
        await withTaskGroup(of: Result<any LedgerStore, LedgerError>?.self) { group in
            // Beside the one that waits for the end of the run: opening may block for as long as the server likes.
            group.addTask {
                do throws(LedgerError) { return .success(try await self.open(url, purpose)) } catch {
                    return .failure(error)
                }
            }
            // Gives up a while after a signal, and needs nothing of the one above.
            group.addTask { [context] in
                if await context.stop.isRequested(.finish) { try? await context.clock.sleep(for: Self.lastPatience) }
                return nil
            }
            defer { group.cancelAll() }
            while let result = await group.next() {
                if let result { return result }
                group.cancelAll()
            }
            return .success(MemoryLedger())
        }
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
        case (.postgres, _):
            return PostgresLedger(
                try PostgresURL(url.text, isOfFiles: url.isOfFiles),
                environment: context.environment,
                elapsed: context.timing.elapsed
            )
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
