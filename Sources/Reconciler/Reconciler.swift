package import Applying
package import Connections
import Diagnostics
package import Ledger
package import PictoryAPI
package import Planning
package import Stacks

/// The flow, from files to an account that is equal to them.
///
/// Read it from top to bottom: files become desired connections, these and the live ones become a plan, a plan becomes
/// steps that are carried out. Each stage takes values and returns a value; only the account is reached over a network.
package struct Reconciler: Sendable {
    package var account: PictoryAccount
    /// What plans say they were made for: the base URL, or `sandbox`.
    package var apiURL: String
    /// nil leaves plans without explanations, and sends secrets on create and when asked to only.
    package var ledger: StackLedger?
    package var now: @Sendable () -> Timestamp

    package init(
        account: PictoryAccount,
        apiURL: String,
        ledger: StackLedger? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.account = account
        self.apiURL = apiURL
        self.ledger = ledger
        self.now = now
    }

    /// Reads and checks a stack's files; nothing else is looked at, so it needs neither key nor network.
    package static func validate(_ source: StackSource, with reader: StackReader) throws(InvalidStack) -> Stack {
        try reader.read(source)
    }

    /// Reads the account and works out what would make it equal to the stack; with a base also whose each change is.
    ///
    /// Writes nothing. The account is read once, so that both checkouts are held against the same, and the ledger meanwhile. With
    /// `isNewAccount` receipts do not count where the account has none of their connections.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole, ``WrongAccount``, ``PlanningError`` when entries cannot be
    ///   matched.
    package func plan(
        _ stack: Stack,
        _ rules: PlanningRules,
        against base: BaseStack? = nil,
        isNewAccount: Bool = false
    ) async throws -> PlannedStack {
        let reading = try await read(stack, isNewAccount: isNewAccount)
        let moment = now()
        let plan = try plan(stack, rules, onto: reading, at: moment)
        var planned = PlannedStack(stack: stack, plan: plan, at: moment, from: reading)
        switch base {
        case .stack(let base, let rules)?:
            do throws(PlanningError) {
                planned.plan = BaseComparison(try self.plan(base, rules, onto: reading, at: moment), of: base.desired)
                    .marking(plan, of: stack.desired)
            } catch {
                planned.plan = BaseComparison(nil).marking(plan)
                planned.baseError = error
            }
        case .nothing?: planned.plan = BaseComparison(nil).marking(plan)
        case nil: break
        }
        return planned
    }

    func plan(
        _ stack: Stack,
        _ rules: PlanningRules,
        onto reading: AccountReading,
        at moment: Timestamp
    ) throws(PlanningError) -> Plan {
        let origin = Planner.Origin(stack: stack.name, apiURL: apiURL, configDigest: stack.configDigest)
        let receipts = ledger.flatMap { reading.ledger?.known(by: $0.key) }
        return try Planner(rules: rules, now: moment)
            .plan(stack.desired, onto: reading.live, from: origin, receipts: receipts)
    }

    /// Reads the account and finds the id of each declared connection, by the same matching as a plan.
    ///
    /// Writes nothing.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole, ``PlanningError`` when entries cannot be matched.
    package func outputs(_ stack: Stack) async throws -> Outputs {
        try Outputs(stack.desired, try await account.read())
    }

    /// Carries out a plan: version-checked, each step as soon as those it waits for are done; and tells the ledger.
    ///
    /// `began` is called before the first request of a step, `progress` for every step that ended, in the order in which they do,
    /// and `warn` once at most, when the ledger cannot be used. A plan with a blocked change throws before anything is written.
    package func apply(
        _ planned: PlannedStack,
        parallelism: Int,
        onError: ApplyMachine.OnError,
        stop: StopSwitch,
        warn: (LedgerError) async -> Void = { _ in },
        began: (Step) -> Void = { _ in },
        progress: (StepResult) async -> Void
    ) async throws(BlockedPlan) -> ApplyReport {
        guard !planned.plan.isBlocked else { throw BlockedPlan(planned.plan) }
        let recorder = ledger.map { ApplyRecorder($0, planned, stop) }
        let problem = await recorder?.begin()
        if let problem { await warn(problem) }
        let machine = ApplyMachine(
            planned.plan.steps,
            live: planned.live.connections,
            credentials: planned.stack.desired.requestCredentials,
            parallelism: parallelism,
            onError: onError,
            withholdsSecrets: recorder?.hasFailed == true
        )
        let applier = Applier(account: account, stop: stop)
        guard let ledger, let recorder else {
            return await applier.run(planned.plan, machine, began: began, progress: progress)
        }
        let report = await withTaskGroup(of: Void.self) { group in
            // Writes to the ledger while requests are under way, so that none waits for it.
            group.addTask { await recorder.keepWriting() }
            let report = await applier.run(planned.plan, machine, began: began) { result in
                recorder.note(result)
                await progress(result)
            }
            recorder.close()
            return report
        }
        let run = ledger.run.ended(with: report, of: planned.plan, at: now())
        let lastProblem = await recorder.end(report.results, run)
        if let lastProblem, problem == nil, planned.ledgerProblem == nil { await warn(lastProblem) }
        return report
    }
}

/// A plan together with the values it was made from, which carrying it out needs.
package struct PlannedStack: Sendable {
    package var stack: Stack
    package var live: LiveAccount
    package var plan: Plan
    /// When it was worked out: the time against which a grace was judged.
    package var moment: Timestamp
    /// What the ledger knows of the stack; nil without one, and when it could not be read.
    package var ledger: LedgerReading?
    /// Connections of the ledger that another account had.
    package var abandoned: [ConnectionID]
    /// Why the ledger could not be read; nil without one.
    package var ledgerProblem: LedgerError?
    /// Why the base could not be planned, so that every change counts as introduced; nil when it could, or was not asked for.
    package var baseError: PlanningError?

    package init(stack: Stack, live: LiveAccount, plan: Plan, at moment: Timestamp) {
        self.stack = stack
        self.live = live
        self.plan = plan
        self.moment = moment
        abandoned = []
    }

    init(stack: Stack, plan: Plan, at moment: Timestamp, from reading: AccountReading) {
        self.init(stack: stack, live: reading.live, plan: plan, at: moment)
        ledger = reading.ledger
        abandoned = reading.abandoned
        ledgerProblem = reading.ledgerProblem
    }
}

extension DesiredState {
    /// The secrets of all entries whose references were resolved, by type and declared name.
    fileprivate var requestCredentials: [ConnectionKey: RequestCredentials] {
        var found: [ConnectionKey: RequestCredentials] = [:]
        for connection in connections {
            guard let credentials = connection.credentials, let clientSecret = credentials.clientSecret.value,
                let accessToken = credentials.accessToken.value
            else { continue }
            let key = ConnectionKey(connection.type, connection.name)
            found[key] = RequestCredentials(clientSecret: clientSecret, accessToken: accessToken)
        }
        return found
    }
}
