import Applying
import Connections
import Diagnostics
import Planning
import Reconciler
import Rendering
import Sandbox

/// One simulated world from its beginning to its end: runs, people, an operator and faults, in one order of many.
package struct Simulation {
    /// What a simulation came to.
    package struct Outcome: Sendable {
        /// nil when all promises held.
        package var violation: Violation?
        /// What was decided, for replaying it.
        package var choices: [Int]
        /// What happened, a line each; empty unless it was asked for.
        package var timeline: [String]
        package var tally: Tally
    }

    private static let mostEvents = 4000

    var choices: Choices
    let scenario: Scenario
    let mutant: Mutant?
    let network = SimulatedNetwork()
    let executor = SimulatedExecutor()
    var ledger: SimulatedLedger
    var account: SimulatedAccount
    var oracle = Oracle()
    var timeline: Timeline
    var tally = Tally()
    /// The faults that have struck each run so far.
    var struck: [Int: Set<String>] = [:]
    var runs: [SimulatedRun] = []
    var people: [Person]
    /// Requests that the account saw to after their client gave up.
    var late: [SimulatedNetwork.Call] = []
    /// Calls that the ledger saw to after their client gave up.
    var lateLedgerCalls: [SimulatedNetwork.LedgerCall] = []
    /// How many commits there had been when a request was answered, by its number.
    var moments: [Int: Int] = [:]
    var revision = 0
    var interruptionsLeft: Int
    var halfHoursLeft: Int
    var ledgerMisfortunesLeft: Int
    /// nil to decide it for each run.
    var fixedParallelism: Int?
    /// Faults, people and the operator are over: what is left must come to its end.
    var isSettling = false
    var storm: Storm?

    package init(_ choices: Choices, mutant: Mutant? = nil, isRecording: Bool = false) {
        var choices = choices
        let scenario = Scenario(&choices)
        self.init(scenario, choices, mutant, Timeline(isRecording: isRecording))
        self.timeline.begin(scenario)
    }

    init(_ scenario: Scenario, _ choices: Choices, _ mutant: Mutant?, _ timeline: Timeline) {
        self.scenario = scenario
        self.choices = choices
        self.mutant = mutant
        self.timeline = timeline
        account = SimulatedAccount(scenario)
        people = (0..<scenario.people).map { [acts = scenario.actsPerPerson] in Person($0 + 1, acts: acts) }
        interruptionsLeft = scenario.interruptions
        halfHoursLeft = scenario.halfHours
        ledgerMisfortunesLeft = scenario.ledgerMisfortunes
        ledger = SimulatedLedger(mutant)
        storm = scenario.storm
    }

    /// Lets everything happen, up to the first promise that does not hold.
    package mutating func run() -> Outcome {
        var violation: Violation?
        do {
            if scenario.comparesOrders {
                try compareOrders()
            } else {
                try unfold()
                try settle()
                try converge()
            }
        } catch {
            violation = error
            timeline.add(network.now) { "VIOLATED: \(error.invariant.rawValue): \(error.message)" }
        }
        // Whoever still waits must not wait for ever: a continuation that is dropped is a leak.
        for run in runs { network.kill(run.number) }
        executor.runUntilIdle()
        for run in runs where run.ending == nil && violation == nil {
            violation = Violation(.ends, "run \(run.number) does not end when it is killed")
        }
        return Outcome(violation: violation, choices: choices.taken, timeline: timeline.lines, tally: tally)
    }

    private mutating func unfold() throws(Violation) {
        start(.apply)
        var events = 0
        while let event = nextEvent() {
            try happen(event)
            events += 1
            guard events < Self.mostEvents else { throw Violation(.ends, "there is no end after \(events) events") }
        }
    }

    private mutating func settle() throws(Violation) {
        isSettling = true
        account.comeToRest()
        var events = 0
        while let event = nextEvent() {
            try happen(event)
            events += 1
            guard events < Self.mostEvents else { throw Violation(.ends, "there is no end after \(events) events") }
        }
        for run in runs {
            try oracle.check(run.number, in: account)
            try oracle.checkInterrupt(run.number)
            try storm?.check(run.number)
            count(run.number)
        }
    }

    /// With nobody else there the next runs finish the work, and those after them find nothing to do and say the same.
    private mutating func converge() throws(Violation) {
        revision = scenario.revisions.count - 1
        var runsNeeded = 0
        var plan: Plan
        repeat {
            runsNeeded += 1
            let run = try finishInRightAccount(.apply)
            guard case .applied(let report)? = run.ending else { return try needPerson(run) }
            let isHeld = report.verdict == .conflict ? try isHeldByOtherType(report) : false
            if isHeld, runsNeeded >= mostRunsNeeded {
                return tally.countNeedsPerson("name taken by the other type")
            }
            guard report.verdict == .applied || isHeld else {
                throw Violation(
                    .convergence,
                    "run \(run.number) ends as \(report.verdict.rawValue) though nothing went wrong"
                )
            }
            guard let next = try finishInRightAccount(.plan).planned?.plan else {
                throw Violation(.convergence, "the plan after a finished run fails")
            }
            plan = next
        } while !plan.changes.isEmpty && runsNeeded < mostRunsNeeded
        guard plan.changes.isEmpty else {
            let names = plan.changes.map { "\($0.action.rawValue) '\($0.name)'" }.joined(separator: ", ")
            throw Violation(.convergence, "after \(runsNeeded) runs a plan finds: \(names)")
        }
        try checkQuiet(after: plan)
        try checkDesired()
        try oracle.checkSecrets(in: account, scenario.revisions)
        try checkDrift(after: plan)
        if scenario.hasLedger {
            try oracle.checkLedgerAtRest(ledger, account, scenario.revisions[revision])
            try oracle.checkLedgerKnows(plan, ledger, account, scenario, scenario.revisions[revision])
        }
        if storm?.hasBegun == true { tally.countStorm() }
        tally.countConverged(after: runsNeeded)
    }

    /// What is blocked stays so, in the same words and without a write; and what nobody else has touched was so from the beginning.
    private mutating func needPerson(_ run: SimulatedRun) throws(Violation) {
        let reason = try why(run)
        let commits = account.commits.count
        let again = try finishInRightAccount(.apply)
        guard account.commits.count == commits, again.planned?.plan == run.planned?.plan, try why(again) == reason
        else {
            throw Violation(.convergence, "a run after one that needs a person does something else")
        }
        // A grace that is over adds a delete.
        if !oracle.peopleWrote, scenario.revisions.count == 1, scenario.halfHours == 0 {
            var untouched = Simulation(scenario, Choices(replaying: []), nil, Timeline(isRecording: false))
            untouched.isSettling = true
            untouched.account.comeToRest()
            let before = try untouched.finishAlone(.plan)
            guard before.planned?.plan.changes.contains(where: { $0.blocked != nil }) ?? true else {
                throw Violation(.convergence, "what could be applied needs a person after a run: \(reason)")
            }
        }
        tally.countNeedsPerson(reason)
    }

    /// Whether all that is not done waits for a name that a connection of the other type has or had, which the report tells.
    private func isHeldByOtherType(_ report: ApplyReport) throws(Violation) -> Bool {
        guard scenario.behavior.clashScope == .account else { return false }
        let hasDone = report.results.contains { if case .done = $0.outcome { true } else { false } }
        for result in report.results {
            switch result.outcome {
            case .done, .skipped: continue
            case .conflict(let conflict) where conflict.kind == .taken:
                let wanted = result.step.newName ?? result.step.name
                // Where other steps of the run have moved names since, it was somebody else's then.
                let holder = account.world[ConnectionKey(result.step.type.other, wanted)]
                if let holder, conflict.connectionId != holder.id, !hasDone {
                    throw Violation(.honestReport, "the report does not say that \(holder.id) has the name '\(wanted)'")
                }
            case .conflict, .failed, .notAttempted: return false
            }
        }
        return true
    }

    /// One run; where none of the recorded connections is there any more the operator says that this is as it should be.
    private mutating func finishInRightAccount(_ kind: SimulatedRun.Kind) throws(Violation) -> SimulatedRun {
        let run = try finish(kind)
        guard run.isRefusedAsWrongAccount else { return run }
        return try finish(kind, isNewAccount: true)
    }

    /// A drift run finds what the plan says, which is nothing that a run would change.
    private mutating func checkDrift(after plan: Plan) throws(Violation) {
        let commits = account.commits.count
        guard case .drifted(let drift)? = try finishInRightAccount(.drift).ending, account.commits.count == commits
        else {
            throw Violation(.convergence, "a drift run after a finished run fails, or writes")
        }
        guard drift.summary.changed + drift.summary.missing == 0, drift.summary.hidden == plan.hidden.count else {
            throw Violation(.convergence, "a drift run finds what a plan does not")
        }
        tally.count(drift.summary.hidden == 0 ? .driftClean : .driftHidden)
    }

    /// Why a run that nothing disturbed could not apply: it must be what the files or the account say.
    private func why(_ run: SimulatedRun) throws(Violation) -> String {
        switch run.ending {
        case .blocked:
            let blocks = run.planned?.plan.changes.compactMap(\.blocked?.code.rawValue) ?? []
            return blocks.sorted().first.map { "blocked, \($0)" } ?? "blocked"
        case .failed(let error) where error.category == .invalidInput:
            return error.code.rawValue
        case .failed(let error):
            throw Violation(.convergence, "run \(run.number) fails though nothing went wrong: \(error.message)")
        case .planned, .drifted, .applied, nil:
            throw Violation(.convergence, "run \(run.number) does not apply though nothing went wrong")
        }
    }

    /// One run finishes the work of our own runs; where people renamed or parked things, what a connection was made for
    /// shows only once others have their names again.
    private var mostRunsNeeded: Int {
        // Plans do not order by what the other type frees, so that a name may be taken until the next run.
        guard scenario.behavior.clashScope == .type else { return 3 }
        let isOursAlone = !oracle.peopleWrote && scenario.live.allSatisfy { ParkedName($0.live.name, of: $0.id) == nil }
        return isOursAlone ? 1 : 3
    }

    private mutating func checkQuiet(after plan: Plan) throws(Violation) {
        let commits = account.commits.count
        let again = try finishInRightAccount(.apply)
        guard let second = again.planned?.plan, second == plan, account.commits.count == commits else {
            throw Violation(.convergence, "an apply with nothing to do writes, or plans something else")
        }
        let text = PlanText(style: .plain)
        guard text.render(second) == text.render(plan), (try? JSONText.render(second)) == (try? JSONText.render(plan))
        else {
            throw Violation(.convergence, "a second plan of the same does not say the same")
        }
    }

    /// Counts what a run came to do, and with which faults.
    private mutating func count(_ run: Int) {
        var own = Tally()
        oracle.count(run, in: account, &own)
        tally.count(own, struckBy: struck[run, default: []])
    }

    /// Starts a run and lets it come to its end.
    mutating func finish(_ kind: SimulatedRun.Kind, isNewAccount: Bool = false) throws(Violation) -> SimulatedRun {
        let run = start(kind, isNewAccount: isNewAccount)
        var events = 0
        while let event = nextEvent() {
            try happen(event)
            events += 1
            guard events < Self.mostEvents else { throw Violation(.ends, "there is no end after \(events) events") }
        }
        try oracle.check(run.number, in: account)
        count(run.number)
        return run
    }

    /// The account is what the files say.
    private func checkDesired() throws(Violation) {
        for entry in scenario.revisions[revision].desired.connections {
            let found = account.world[ConnectionKey(entry.type, entry.name)]?.live
            guard let found, found.details == entry.details,
                entry.ignored.contains(.enabled) || found.enabled == entry.enabled,
                entry.ignored.contains(.description) || found.description == entry.description
            else {
                throw Violation(.convergence, "'\(entry.name)' is not as the files want it")
            }
        }
    }

    /// Starts a run of the present revision.
    @discardableResult
    mutating func start(_ kind: SimulatedRun.Kind, isNewAccount: Bool = false) -> SimulatedRun {
        let parallelism = fixedParallelism ?? choices.pick(from: [1, 2, 8])
        let onError: ApplyMachine.OnError = !isSettling && choices.happens(oneIn: 4) ? .abort : .fail
        var files = scenario.revisions[revision]
        // Who asks for secrets to be sent gets that in every run, so that there would be no end.
        if isSettling { files.rules.rotate = [] }
        let judged = files
        mutant?.change(&files)
        let number = runs.count + 1
        let run = SimulatedRun(
            number,
            kind,
            files,
            parallelism: parallelism,
            onError,
            hasLedger: scenario.hasLedger,
            isNewAccount: isNewAccount,
            network
        )
        runs.append(run)
        oracle.began(run, judgedBy: judged, revision: revision, moment: account.commits.count)
        timeline.add(network.now) { [revision] in
            "run \(number) starts: \(kind) of revision \(revision + 1), parallelism \(parallelism), on error \(onError.rawValue)"
        }
        let access = SimulatedAccess(network: network, run: number, behavior: scenario.behavior)
        let api = mutant?.wrap(access, of: run) ?? access
        Task(executorPreference: executor) { [mutant] in await run.execute(over: api, mutant) }
        executor.runUntilIdle()
        return run
    }
}
