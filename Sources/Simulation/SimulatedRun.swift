import Applying
import Connections
import Diagnostics
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
    }

    /// How it ended.
    enum Ending: Sendable {
        /// The account could not be read, or the entries could not be matched to it.
        case failed(ErrorReport)
        case planned
        case blocked
        case applied(ApplyReport)
    }

    struct State: Sendable {
        /// nil until the account was read.
        var planned: PlannedStack?
        /// nil while it runs.
        var ending: Ending?
        /// What it wrote to its outputs, one after the other.
        var output = ""
    }

    let number: Int
    let kind: Kind
    let revision: Scenario.Revision
    let parallelism: Int
    let onError: ApplyMachine.OnError
    let stop = StopSwitch()
    private let network: SimulatedNetwork
    private let state = Mutex(State())

    init(
        _ number: Int,
        _ kind: Kind,
        _ revision: Scenario.Revision,
        parallelism: Int,
        _ onError: ApplyMachine.OnError,
        _ network: SimulatedNetwork
    ) {
        self.onError = onError
        self.number = number
        self.kind = kind
        self.revision = revision
        self.parallelism = parallelism
        self.network = network
    }

    var planned: PlannedStack? { state.withLock(\.planned) }
    var ending: Ending? { state.withLock(\.ending) }
    var output: String { state.withLock(\.output) }

    /// Runs to its end over the API, which is the account or a faulty view of it.
    func execute(over api: any ConnectionsAPI, _ mutant: Mutant?) async {
        let account = PictoryAccount(api, parallelism: parallelism, timing: timing)
        let reconciler = Reconciler(account: account, apiURL: "sandbox") { [self] in
            SimulatedAccount.start + (mutant == .earlyGrace ? network.now + .seconds(1800) : network.now)
        }
        let ending: Ending
        do {
            var planned = try await reconciler.plan(stack, revision.rules)
            mutant?.change(&planned)
            state.withLock { $0.planned = planned }
            if mutant == .secretPrinted { say(revision.secrets) }
            say(PlanText(style: .plain).render(planned.plan, showingSteps: true))
            if kind == .plan {
                ending = .planned
            } else {
                var report = try await reconciler.apply(
                    planned,
                    parallelism: parallelism,
                    onError: onError,
                    stop: mutant == .interruptIgnored ? StopSwitch() : stop
                ) { _ in }
                mutant?.change(&report)
                say(ReportText(style: .plain).render(report))
                ending = .applied(report)
            }
        } catch let blocked as BlockedPlan {
            say(ErrorText(style: .plain).render(blocked.report))
            ending = .blocked
        } catch let error as any ReportableError {
            say(ErrorText(style: .plain).render(error.report))
            ending = .failed(error.report)
        } catch {
            ending = .failed(ErrorReport(.internalError, .general, "\(error)"))
        }
        state.withLock { $0.ending = ending }
    }

    private var timing: RequestTiming {
        RequestTiming(
            elapsed: { [network] in network.now },
            sleep: { [network, number] in await network.sleep($0, run: number) },
            isStopping: { [network, number, stop] in stop.level >= .finish || network.isDead(number) },
            chance: { 0.5 }
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
}

extension Scenario.Revision {
    /// What must never be in any output; for the mutant that prints it.
    fileprivate var secrets: String {
        desired.connections.compactMap(\.credentials?.clientSecret.value?.exposedForRequest).joined(separator: " ")
    }
}
