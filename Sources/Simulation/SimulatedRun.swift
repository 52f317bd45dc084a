import Applying
import Connections
import Diagnostics
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Rendering
import Stacks
import Synchronization

/// One `patchbay` process: the real reconciler, from reading the account to its report.
final class SimulatedRun: Sendable {
    enum Kind: Sendable, Hashable {
        case plan
        case apply
        case drift
    }

    /// How it ended.
    enum Ending: Sendable {
        /// The account could not be read, or the entries could not be matched to it.
        case failed(ErrorReport)
        case planned
        case drifted(Drift)
        case blocked
        case applied(ApplyReport)
    }

    struct State: Sendable {
        /// nil until the account was read.
        var planned: PlannedStack?
        /// The plan as the ledger let it become; nil until then, too.
        ///
        /// What a mutant does to steps is not in it.
        var explained: PlannedStack?
        /// Why the ledger was given up, as the run told; nil when it worked, and without one.
        var ledgerProblem: LedgerError?
        /// nil while it runs.
        var ending: Ending?
        /// What it wrote to its outputs, one after the other.
        var output = ""
        /// How often it threw the dice.
        var throwsOfDice: UInt64 = 0
    }

    let number: Int
    let kind: Kind
    let revision: Scenario.Revision
    let parallelism: Int
    let onError: ApplyMachine.OnError
    let hasLedger: Bool
    /// The operator has said that receipts of connections which are not there do not count.
    let isNewAccount: Bool
    let stop = StopSwitch()
    private let network: SimulatedNetwork
    private let state = Mutex(State())

    init(
        _ number: Int,
        _ kind: Kind,
        _ revision: Scenario.Revision,
        parallelism: Int,
        _ onError: ApplyMachine.OnError,
        hasLedger: Bool,
        isNewAccount: Bool,
        _ network: SimulatedNetwork
    ) {
        self.hasLedger = hasLedger
        self.isNewAccount = isNewAccount
        self.onError = onError
        self.number = number
        self.kind = kind
        self.revision = revision
        self.parallelism = parallelism
        self.network = network
    }

    var planned: PlannedStack? { state.withLock(\.planned) }
    var explained: PlannedStack? { state.withLock(\.explained) }
    var ledgerProblem: LedgerError? { state.withLock(\.ledgerProblem) }

    var isRefusedAsWrongAccount: Bool {
        if case .failed(let report)? = ending { report.code == .wrongAccount } else { false }
    }

    var ending: Ending? { state.withLock(\.ending) }
    var output: String { state.withLock(\.output) }

    /// Runs to its end over the API, which is the account or a faulty view of it, and over the ledger.
    func execute(over api: any ConnectionsAPI, _ mutant: Mutant?) async {
        let account = PictoryAccount(api, parallelism: parallelism, timing: timing)
        let reconciler = Reconciler(account: account, apiURL: "sandbox", ledger: ledger(mutant)) { [self] in
            SimulatedAccount.start + (mutant == .earlyGrace ? network.now + .seconds(1800) : network.now)
        }
        let ending: Ending
        do {
            ending =
                switch kind {
                case .plan: try await plan(reconciler, mutant)
                case .apply: try await apply(reconciler, mutant)
                case .drift: try await drift(reconciler, mutant)
                }
        } catch let blocked as BlockedPlan {
            ending = await end(.blocked, blocked.report, reconciler)
        } catch let error as any ReportableError {
            ending = await end(.failed(error.report), error.report, reconciler)
        } catch {
            ending = .failed(ErrorReport(.internalError, .general, "\(error)"))
        }
        state.withLock { $0.ending = ending }
    }

    private func plan(_ reconciler: Reconciler, _ mutant: Mutant?) async throws -> Ending {
        note(try await reconciler.plan(stack, revision.rules, isNewAccount: isNewAccount), mutant)
        return .planned
    }

    private func apply(_ reconciler: Reconciler, _ mutant: Mutant?) async throws -> Ending {
        let made = try await reconciler.plan(stack, revision.rules, isNewAccount: isNewAccount)
        let planned = note(made, mutant)
        var report = try await reconciler.apply(
            planned,
            parallelism: parallelism,
            onError: onError,
            stop: mutant == .interruptIgnored ? StopSwitch() : stop,
            warn: { [self] in warn($0) },
            progress: { [self] in say(ReportText(style: .plain).progress($0, count: 1, of: planned.plan.steps)) }
        )
        mutant?.change(&report)
        say(ReportText(style: .plain).render(report, of: planned.plan))
        if saysAll {
            sayDocument(ReportDocument(report, stack: planned.plan.stack, apiURL: planned.plan.apiURL))
            sayComment(.apply, ReportMarkdown(isPartial: false).section(report, of: planned.plan))
        }
        return .applied(report)
    }

    private func drift(_ reconciler: Reconciler, _ mutant: Mutant?) async throws -> Ending {
        let drifted = try await reconciler.drift(stack, revision.rules, DriftScope(isNewAccount: isNewAccount))
        let found = Drift(note(drifted.planned, mutant).plan)
        say(DriftText(style: .plain).render(found))
        if saysAll {
            sayDocument(found)
            sayComment(.drift, DriftMarkdown(isVerbose: true).section(found))
        }
        if let problem = await reconciler.record(drifted, isDelivered: true) { warn(problem) }
        if mutant == .driftWrites { _ = try await apply(reconciler, mutant) }
        return .drifted(found)
    }

    /// Says what was planned, and remembers it as it is carried out.
    @discardableResult
    private func note(_ made: PlannedStack, _ mutant: Mutant?) -> PlannedStack {
        var explained = made
        mutant?.misread(&explained)
        var planned = explained
        mutant?.change(&planned)
        state.withLock { state in
            state.planned = planned
            state.explained = explained
        }
        if let problem = planned.ledgerProblem { warn(problem) }
        if mutant == .secretPrinted { say(revision.secrets) }
        say(PlanText(style: .plain).render(planned.plan, showingSteps: true))
        if saysAll {
            if mutant == .secretInComments { say(revision.secrets) }
            sayDocument(planned.plan)
            sayComment(.plan, PlanMarkdown(isVerbose: true).section(planned.plan))
        }
        return planned
    }

    /// Says why there is no result, and records it as the program does.
    private func end(_ ending: Ending, _ report: ErrorReport, _ reconciler: Reconciler) async -> Ending {
        say(ErrorText(style: .plain).render(report))
        if kind != .plan, let problem = await reconciler.record(report) { warn(problem) }
        return ending
    }

    private func warn(_ problem: LedgerError) {
        say(ErrorText(style: .plain).render(problem.report))
        state.withLock { $0.ledgerProblem = problem }
    }

    private func ledger(_ mutant: Mutant?) -> StackLedger? {
        guard hasLedger else { return nil }
        let store = SimulatedLedgerStore(network: network, run: number)
        let run = Run(
            id: "\(number)",
            scope: SimulatedLedger.scope,
            kind: kind == .drift ? .drift : .apply,
            began: SimulatedAccount.start + network.now,
            who: "operator",
            configDigest: "sha256:00",
            patchbayVersion: "0.0.0"
        )
        return StackLedger(
            store: mutant.map { MutantStore(store, $0, revision) } ?? store,
            name: "simulated",
            key: revision.fingerprintKey,
            run: run,
            sleep: { [network, number] in await network.sleep($0, run: number, isDeadline: true) }
        )
    }

    private var timing: RequestTiming {
        RequestTiming(
            elapsed: { [network] in network.now },
            sleep: { [network, number] in await network.sleep($0, run: number) },
            isStopping: { [network, number, stop] in stop.level >= .finish || network.isDead(number) },
            chance: { [self] in chance() }
        )
    }

    private var stack: Stack {
        Stack(
            source: .directory("."),
            settings: StackSettings(name: "simulated"),
            desired: revision.desired,
            configDigest: "sha256:00"
        )
    }

    /// The connections that the plan deletes.
    var deletes: Set<ConnectionID> {
        Set(planned?.plan.steps.filter { $0.operation == .delete }.compactMap(\.connectionId) ?? [])
    }

    private func say(_ text: String) {
        state.withLock { $0.output += text }
    }

    /// Whether it says everything in the other formats, too: some runs do, since it takes longer than all the rest.
    private var saysAll: Bool { parallelism == 8 && number == 1 }

    private func sayDocument(_ document: some Encodable) {
        say((try? JSONText.render(document)) ?? "")
    }

    private func sayComment(_ command: MarkdownComment.Command, _ section: MarkdownSection) {
        say(MarkdownComment(command, [MarkdownComment.Stack(label: "simulated", section)]).render())
    }

    /// From 0 up to 1, another one each time, and the same ones whenever the simulation is repeated.
    private func chance() -> Double {
        let throwOfDice = state.withLock { state in
            state.throwsOfDice += 1
            return state.throwsOfDice
        }
        var choices = Choices(seed: UInt64(number) << 32 + throwOfDice)
        return Double(choices.pick(1000)) / 1000
    }
}
