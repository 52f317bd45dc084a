package import Applying
package import Connections
import Diagnostics
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
    package var now: @Sendable () -> Timestamp

    package init(account: PictoryAccount, apiURL: String, now: @escaping @Sendable () -> Timestamp) {
        self.account = account
        self.apiURL = apiURL
        self.now = now
    }

    /// Reads and checks a stack's files; nothing else is looked at, so it needs neither key nor network.
    package static func validate(_ source: StackSource, with reader: StackReader) throws(InvalidStack) -> Stack {
        try reader.read(source)
    }

    /// Reads the account and works out what would make it equal to the stack; with a base also whose each change is.
    ///
    /// Writes nothing. The account is read once, so that both checkouts are held against the same.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole, ``PlanningError`` when entries cannot be matched.
    package func plan(
        _ stack: Stack,
        _ rules: PlanningRules,
        against base: BaseStack? = nil
    ) async throws -> PlannedStack {
        let live = try await account.read()
        let moment = now()
        let plan = try plan(stack, rules, onto: live, at: moment)
        var planned = PlannedStack(stack: stack, live: live, plan: plan)
        switch base {
        case .stack(let stack, let rules)?:
            do throws(PlanningError) {
                planned.plan = BaseComparison(try self.plan(stack, rules, onto: live, at: moment)).marking(plan)
            } catch {
                planned.plan = BaseComparison(nil).marking(plan)
                planned.baseError = error
            }
        case .nothing?: planned.plan = BaseComparison(nil).marking(plan)
        case nil: break
        }
        return planned
    }

    private func plan(
        _ stack: Stack,
        _ rules: PlanningRules,
        onto live: LiveAccount,
        at moment: Timestamp
    ) throws(PlanningError) -> Plan {
        let origin = Planner.Origin(stack: stack.name, apiURL: apiURL, configDigest: stack.configDigest)
        return try Planner(rules: rules, now: moment).plan(stack.desired, onto: live, from: origin)
    }

    /// Reads the account and finds the id of each declared connection, by the same matching as a plan.
    ///
    /// Writes nothing.
    ///
    /// - Throws: ``APIError`` when the account cannot be read whole, ``PlanningError`` when entries cannot be matched.
    package func outputs(_ stack: Stack) async throws -> Outputs {
        try Outputs(stack.desired, try await account.read())
    }

    /// Carries out a plan: version-checked, each step as soon as those it waits for are done.
    ///
    /// `progress` is called for every step that ended, in the order in which they do. A plan with a blocked change throws
    /// before anything is written.
    package func apply(
        _ planned: PlannedStack,
        parallelism: Int,
        onError: ApplyMachine.OnError,
        stop: StopSwitch,
        progress: (StepResult) async -> Void
    ) async throws(BlockedPlan) -> ApplyReport {
        guard !planned.plan.isBlocked else { throw BlockedPlan(planned.plan) }
        let machine = ApplyMachine(
            planned.plan.steps,
            live: planned.live.connections,
            credentials: planned.stack.desired.requestCredentials,
            parallelism: parallelism,
            onError: onError
        )
        return await Applier(account: account, stop: stop).run(planned.plan, machine, progress: progress)
    }
}

/// A plan together with the values it was made from, which carrying it out needs.
package struct PlannedStack: Sendable {
    package var stack: Stack
    package var live: LiveAccount
    package var plan: Plan
    /// Why the base could not be planned, so that every change counts as introduced; nil when it could, or was not asked for.
    package var baseError: PlanningError?

    package init(stack: Stack, live: LiveAccount, plan: Plan, baseError: PlanningError? = nil) {
        self.stack = stack
        self.live = live
        self.plan = plan
        self.baseError = baseError
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
