import Applying
import Connections
import Planning
import Reconciler
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
    var account: SimulatedAccount
    var oracle = Oracle()
    var timeline: Timeline
    var tally = Tally()
    var runs: [SimulatedRun] = []
    var people: [Person]
    /// Requests that the account saw to after their client gave up.
    var late: [SimulatedNetwork.Call] = []
    /// How many commits there had been when a request was answered, by its number.
    var moments: [Int: Int] = [:]
    var revision = 0
    var interruptionsLeft: Int
    var hoursLeft: Int
    /// Faults, people and the operator are over: what is left must come to its end.
    var isSettling = false

    package init(_ choices: Choices, mutant: Mutant? = nil, isRecording: Bool = false) {
        self.choices = choices
        scenario = Scenario(&self.choices)
        self.mutant = mutant
        account = SimulatedAccount(scenario)
        timeline = Timeline(isRecording: isRecording)
        people = (0..<scenario.people).map { [acts = scenario.actsPerPerson] in Person($0 + 1, acts: acts) }
        interruptionsLeft = scenario.interruptions
        hoursLeft = scenario.hours
    }

    /// Lets everything happen, up to the first promise that does not hold.
    package mutating func run() -> Outcome {
        timeline.begin(scenario)
        var violation: Violation?
        do {
            try unfold()
            try settle()
            try converge()
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
        account.acceptKey()
        var events = 0
        while let event = nextEvent() {
            try happen(event)
            events += 1
            guard events < Self.mostEvents else { throw Violation(.ends, "there is no end after \(events) events") }
        }
        for run in runs {
            try oracle.check(run.number, in: account)
            try oracle.checkRefusedKey(run.number)
        }
    }

    /// With nobody else there the next runs finish the work, and those after them find nothing to do and say the same.
    private mutating func converge() throws(Violation) {
        revision = scenario.revisions.count - 1
        var runsNeeded = 0
        var plan: Plan
        repeat {
            runsNeeded += 1
            guard let run = try finish(.apply), case .applied(let report)? = run.ending else {
                tally.needsPerson += 1
                return
            }
            guard report.verdict == .applied else {
                throw Violation(
                    .convergence,
                    "run \(run.number) ends as \(report.verdict.rawValue) though nothing went wrong"
                )
            }
            guard let next = try finish(.plan)?.planned?.plan else {
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
        try oracle.checkSecrets(in: account, scenario.revisions[revision])
        tally.converged[runsNeeded, default: 0] += 1
    }

    /// One run finishes the work of our own runs; where people renamed or parked things, what a connection was made for
    /// shows only once others have their names again.
    private var mostRunsNeeded: Int {
        let isOursAlone = !oracle.peopleWrote && scenario.live.allSatisfy { ParkedName($0.live.name, of: $0.id) == nil }
        return isOursAlone ? 1 : 3
    }

    private mutating func checkQuiet(after plan: Plan) throws(Violation) {
        let commits = account.commits.count
        guard let again = try finish(.apply), again.planned?.plan == plan, account.commits.count == commits else {
            throw Violation(.convergence, "an apply with nothing to do writes, or plans something else")
        }
    }

    private mutating func finish(_ kind: SimulatedRun.Kind) throws(Violation) -> SimulatedRun? {
        start(kind)
        var events = 0
        while let event = nextEvent() {
            try happen(event)
            events += 1
            guard events < Self.mostEvents else { throw Violation(.ends, "there is no end after \(events) events") }
        }
        guard let run = runs.last else { return nil }
        try oracle.check(run.number, in: account)
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
    mutating func start(_ kind: SimulatedRun.Kind) {
        let parallelism = choices.pick(from: [1, 2, 8])
        var files = scenario.revisions[revision]
        // Who asks for secrets to be sent gets that in every run, so that there would be no end.
        if isSettling { files.rules.rotate = [] }
        let run = SimulatedRun(runs.count + 1, kind, files, parallelism: parallelism, network)
        mutant?.change(&files)
        let deceived = SimulatedRun(run.number, kind, files, parallelism: parallelism, network)
        let active = mutant == nil ? run : deceived
        runs.append(active)
        oracle.began(active, judgedBy: run.revision, revision: revision)
        timeline.add(network.now) { [revision] in
            "run \(run.number) starts: \(kind) of revision \(revision + 1), parallelism \(parallelism)"
        }
        let access = SimulatedAccess(network: network, run: run.number, behavior: scenario.behavior)
        let api = mutant?.wrap(access) ?? access
        Task(executorPreference: executor) { [mutant] in await active.execute(over: api, mutant) }
        executor.runUntilIdle()
    }
}
