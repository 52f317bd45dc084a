import Applying
import Diagnostics
import Ledger
import Reconciler
import Rendering
import Stacks

/// Finds the ledger of each stack of a run, and has each ledger open once.
struct LedgerOpening: Sendable {
    enum Purpose: Sendable, Hashable {
        /// Nothing is created or changed for it.
        case reading
        /// Nothing is created for it.
        case pruning
        case recording
    }

    /// Where a ledger is.
    struct Place: Sendable {
        let url: LedgerURL
        /// Whether other stacks of the run are likely to have the same.
        let isShared: Bool
    }

    private let context: CommandContext
    private let options: LedgerOptions
    private let purpose: Purpose
    private let stores: LedgerStores

    init(_ context: CommandContext, _ options: LedgerOptions, for purpose: Purpose) {
        self.context = context
        self.options = options
        self.purpose = purpose
        stores = LedgerStores(context)
    }

    /// Runs `body` with the ledger of a stack for a run that begins now; nil where there is to be none.
    ///
    /// A ledger that cannot be opened fails when it is used.
    ///
    /// - Throws: ``InvalidLedger`` for a variable that names no ledger, and what `body` throws.
    func withLedger<Value>(
        of stack: Stack,
        _ opened: AccountOpening.Opened,
        _ kind: Run.Kind = .apply,
        _ body: (StackLedger?) async throws -> Value
    ) async throws -> Value {
        guard let place = try place(of: stack) else {
            context.feed.tell(.ledger("none"), of: stack.name)
            return try await body(nil)
        }
        guard context.stop.level == .goOn else { throw Interrupted() }
        return try await withStore(at: place) { store in
            let ledger = StackLedger(
                store: store,
                name: place.url.shown,
                key: opened.fingerprintKey,
                run: RunIdentity(context).run(kind, of: stack, apiURL: opened.apiURL),
                stop: context.stop,
                sleep: { [clock = context.clock] in try? await clock.sleep(for: $0) }
            )
            context.feed.tell(.ledger("'\(place.url.shown)', for run \(ledger.run.id)"), of: stack.name)
            return try await body(ledger)
        }
    }

    /// Runs `body` with a ledger that ``withLedger(of:_:_:_:)`` gave, and that is closed since.
    func withLedger<Value, Failure: Error>(
        again ledger: StackLedger,
        at place: Place,
        _ body: (StackLedger) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withStore(at: place) { store throws(Failure) in
            var ledger = ledger
            ledger.store = store
            return try await body(ledger)
        }
    }

    /// Runs `body` with the store at a place.
    ///
    /// A store that other stacks are likely to use, too, stays open until the end of ``whileOpen(_:)``; one of the stack's own
    /// is closed, so that the open files of many stacks do not add up.
    func withStore<Value, Failure: Error>(
        at place: Place,
        _ body: (any LedgerStore) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let store = await stores.take(place.url, for: purpose)
        do throws(Failure) {
            let value = try await body(store)
            await stores.giveBack(place.url, keepingOpen: place.isShared)
            return value
        } catch {
            await stores.giveBack(place.url, keepingOpen: place.isShared)
            throw error
        }
    }

    /// Where the flag or the environment says that the ledger of every stack is; nil where each stack's settings say.
    func givenPlace() throws(InvalidLedger) -> Place? {
        if let flag = options.ledger, let url = LedgerURL(flag) { return Place(url: url, isShared: true) }
        guard let variable = context.environment["PATCHBAY_LEDGER"], !variable.isEmpty else { return nil }
        guard let url = LedgerURL(variable) else { throw InvalidLedger() }
        return Place(url: url, isShared: true)
    }

    /// Where a stack's ledger is; nil where there is to be none.
    ///
    /// The flag goes before the environment, this before the settings, and these before the default.
    func place(of stack: Stack) throws(InvalidLedger) -> Place? {
        try place(of: stack.settings, in: stack.source.directory)
    }

    /// The same of a stack with such settings in such a directory.
    func place(of settings: StackSettings, in directory: String) throws(InvalidLedger) -> Place? {
        var place = try givenPlace()
        if place == nil {
            guard var url = LedgerURL(settings.ledger ?? LedgerURL.standard) else { throw InvalidLedger() }
            url.isOfFiles = settings.ledger != nil
            // One database of a team's is named by many stacks.
            place = Place(url: url.relative(to: directory), isShared: url.kind == .postgres)
        }
        return place?.url.kind == LedgerURL.Kind.none ? nil : place
    }

    /// Closes what is open still.
    func close() async { await stores.close() }

    /// Runs `body` and closes what it left open.
    func whileOpen<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            await stores.close()
            return value
        } catch {
            await stores.close()
            throw error
        }
    }
}

/// The variable names no ledger; its value may hold a password, so it is not repeated.
struct InvalidLedger: ReportableError {
    var report: ErrorReport {
        ErrorReport(
            .invalidSetting,
            .invalidInput,
            "PATCHBAY_LEDGER names no ledger that patchbay knows",
            nextStep: "set it to \(LedgerURL.examples), or remove it"
        )
    }
}
