import Applying
import Connections
import Ledger
import PictoryAPI
import Planning
import Sandbox
import Stacks
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// An account in memory, files, and a ledger between them.
struct LedgerBench {
    private static let patience = Duration.seconds(15)
    static let scope = LedgerScope(stack: "ledger", apiURL: "sandbox")

    let sandbox: Sandbox
    let memory = MemoryLedger()
    var key = FingerprintKey(of: Secret("canary-key"))
    var entries: [DesiredConnection]
    var rules = PlanningRules(owns: [NameGlob("*")], allowsEmpty: true)
    var isNewAccount = false
    /// What the reconciler is given instead of the ledger.
    var store: RecordingStore?
    /// Whether a call that hangs is given up only when the run is interrupted.
    var isPatient = false
    let warnings = Warnings()

    init(
        _ entries: [DesiredConnection] = [],
        live: [SandboxConnection] = [],
        over sandbox: Sandbox? = nil
    ) throws {
        self.entries = entries
        self.sandbox = try sandbox ?? .fixture()
        try self.sandbox.replaceWorld(with: SandboxWorld(live))
    }

    final class Warnings: Sendable {
        private let all = Mutex<[LedgerError]>([])

        var errors: [LedgerError] { all.withLock(\.self) }

        func add(_ error: LedgerError) { all.withLock { $0.append(error) } }
    }

    func plan(over api: (any ConnectionsAPI)? = nil, run: String = "run") async throws -> PlannedStack {
        try await reconciler(api ?? sandbox, run).plan(stack, rules, isNewAccount: isNewAccount)
    }

    @discardableResult
    func apply(
        over api: (any ConnectionsAPI)? = nil,
        run: String = "run",
        stop: StopSwitch = StopSwitch()
    ) async throws -> ApplyReport {
        let planned = try await plan(run: run)
        return try await carryOut(planned, over: api, run: run, stop: stop)
    }

    @discardableResult
    func carryOut(
        _ planned: PlannedStack,
        over api: (any ConnectionsAPI)? = nil,
        run: String = "run",
        stop: StopSwitch = StopSwitch()
    ) async throws -> ApplyReport {
        try await reconciler(api ?? sandbox, run)
            .apply(planned, parallelism: 2, onError: .fail, stop: stop, warn: { warnings.add($0) }, progress: { _ in })
    }

    func reconciler(_ api: any ConnectionsAPI, _ run: String = "run") -> Reconciler {
        let store = store ?? RecordingStore(memory)
        let ledger = StackLedger(
            store: store,
            name: "memory",
            key: key,
            run: LedgerContract.run(run, in: Self.scope),
            patience: Self.patience,
            sleep: { [isPatient] duration in
                if duration == ApplyRecorder.pause {
                    try? await ContinuousClock().sleep(for: duration)
                } else if isPatient, duration == Self.patience {
                    try? await ContinuousClock().sleep(for: .seconds(3_600))
                } else {
                    // Whatever else it waits for is a call.
                    await store.waitUntilACallHangs()
                }
            }
        )
        let account = PictoryAccount(api, parallelism: 2, timing: VirtualTime().timing())
        return Reconciler(account: account, apiURL: "sandbox", ledger: ledger) { Timestamp(ManualClock().date) }
    }

    var stack: Stack {
        Stack(
            source: .directory("."),
            settings: StackSettings(name: "ledger"),
            desired: DesiredState(connections: entries),
            configDigest: "sha256:00"
        )
    }

    var known: MemoryLedger.Contents.Stack { memory.contents.stacks[Self.scope] ?? .init() }

    /// The one run that is recorded.
    var run: Run? { memory.contents.runs.count == 1 ? memory.contents.runs[0] : nil }

    /// Expects receipts of all live connections as they are, each with what stands for these texts, and no marks.
    func expectReceiptsOfWorld(
        converted: Set<ConnectionField> = [],
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let live = try sandbox.world().live
        let receipts = known.receipts
        #expect(Set(receipts.keys) == Set(live.map(\.id)), sourceLocation: location)
        for connection in live {
            guard let receipt = receipts[connection.id] else { continue }
            var visible = Receipt(of: connection)
            visible.secrets = receipt.secrets
            #expect(Set(receipt.conversions.keys) == converted, sourceLocation: location)
            visible.conversions = receipt.conversions
            #expect(receipt == visible, sourceLocation: location)
            #expect((receipt.secrets != nil) == (connection.type == .vimeo), sourceLocation: location)
        }
        #expect(known.marks.isEmpty, sourceLocation: location)
    }

    func secrets(_ id: ConnectionID) -> Receipt.Secrets? { known.receipts[id]?.secrets }

    func fingerprint(_ entry: DesiredConnection, _ id: ConnectionID) -> Fingerprint? {
        entry.credentials.flatMap { key.fingerprint(of: $0, for: id) }
    }

    func id(_ type: ConnectionType, _ name: String) throws -> ConnectionID {
        try #require(try sandbox.world()[ConnectionKey(type, name)]).live.id
    }

    /// Someone else's write.
    func edit(_ id: ConnectionID, _ type: ConnectionType, _ change: (inout ConnectionUpdate) -> Void = { _ in })
        async throws
    {
        let live = try await sandbox.connection(id, of: type)
        _ = try await sandbox.update(id, with: ConnectionUpdate(of: live, change))
    }
}
