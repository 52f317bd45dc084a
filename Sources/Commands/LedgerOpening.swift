import Diagnostics
import Ledger
import Reconciler
import Rendering
import Stacks

/// Finds the ledger of each stack of a run, and opens each ledger once.
struct LedgerOpening: Sendable {
    enum Purpose: Sendable, Hashable {
        /// Nothing is created or changed for it.
        case reading
        /// Nothing is created for it.
        case pruning
        case recording
    }

    private let context: CommandContext
    private let options: LedgerOptions
    private let purpose: Purpose
    private let stores: LedgerStores

    init(_ context: CommandContext, _ options: LedgerOptions, for purpose: Purpose) {
        self.context = context
        self.options = options
        self.purpose = purpose
        stores = LedgerStores(environment: context.environment)
    }

    /// The ledger of a stack for a run that begins now; nil where there is to be none.
    ///
    /// A ledger that cannot be opened fails when it is used.
    ///
    /// - Throws: ``InvalidLedger`` for a variable that names no ledger.
    func ledger(
        of stack: Stack,
        _ opened: AccountOpening.Opened,
        _ kind: Run.Kind = .apply
    ) async throws -> StackLedger? {
        guard let (url, store) = try await store(of: stack) else { return nil }
        return StackLedger(
            store: store,
            name: url.shown,
            key: opened.fingerprintKey,
            run: RunIdentity(context).run(kind, of: stack, apiURL: opened.apiURL),
            sleep: { [clock = context.clock] in try? await clock.sleep(for: $0) }
        )
    }

    /// The store of a stack's ledger; nil where there is to be none.
    ///
    /// - Throws: ``InvalidLedger`` for a variable that names no ledger.
    func store(of stack: Stack) async throws -> (url: LedgerURL, store: any LedgerStore)? {
        let url = try url(of: stack)
        guard url.kind != .none else { return nil }
        return (url, await stores.store(at: url, for: purpose))
    }

    /// The flag goes before the environment, this before the settings, and these before the default.
    private func url(of stack: Stack) throws(InvalidLedger) -> LedgerURL {
        if let flag = options.ledger, let url = LedgerURL(flag) { return url }
        if let variable = context.environment["PATCHBAY_LEDGER"], !variable.isEmpty {
            guard let url = LedgerURL(variable) else { throw InvalidLedger() }
            return url
        }
        guard let url = LedgerURL(stack.settings.ledger ?? LedgerURL.standard) else { throw InvalidLedger() }
        return url.relative(to: stack.source.directory)
    }

    /// Runs `body` and closes what it opened.
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
private struct InvalidLedger: ReportableError {
    var report: ErrorReport {
        ErrorReport(
            .invalidSetting,
            .invalidInput,
            "PATCHBAY_LEDGER names no ledger that patchbay knows",
            nextStep: "set it to \(LedgerURL.examples), or remove it"
        )
    }
}
