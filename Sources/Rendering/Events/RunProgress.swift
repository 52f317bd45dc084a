import Applying
import PictoryAPI

/// How far a run is: what the line on a terminal is made from.
///
/// Times are counted from some fixed moment, the same for all of them.
package struct RunProgress: Sendable, Hashable {
    package enum Phase: Sendable, Hashable {
        case files
        case account
        case planning
        case applying
        case finishing
        /// Of `validate` and `doctor`, which look at one thing after the other.
        case checking
        /// Of `history`.
        case ledger
    }

    private(set) var phase: Phase
    private(set) var stacks = 1
    private(set) var finishedStacks = 0
    /// How many connections were listed so far.
    private(set) var listed = 0
    /// How many requests are in flight.
    private(set) var inFlight = 0
    private(set) var steps = 0
    private(set) var endedSteps = 0
    /// Of the ended ones, those that were not done.
    private(set) var openSteps = 0
    /// When the first of the steps could begin; nil before that.
    private(set) var stepsBegan: Duration?
    /// Until when the API's limit holds requests back; nil when it never did.
    private(set) var heldUntil: Duration?

    package init(_ phase: Phase = .files) {
        self.phase = phase
    }

    package mutating func note(_ event: RunEvent, at elapsed: Duration) {
        switch event {
        case .runStarted(_, _, let stacks): self.stacks = stacks
        case .filesRead where phase == .checking: break
        case .filesRead: enter(.account)
        case .account(let event): note(event, at: elapsed)
        case .planned, .drifted: enter(.planning)
        case .applyStarted(let steps):
            self.steps += steps
            if steps > 0 { stepsBegan = stepsBegan ?? elapsed }
            enter(.applying)
        case .stepFinished(let result, _, _):
            endedSteps += 1
            if !result.outcome.isDone { openSteps += 1 }
        case .stackFinished:
            finishedStacks += 1
            if finishedStacks >= stacks { phase = .finishing }
        case .ledger, .stepStarted, .runFinished: break
        }
    }

    private mutating func note(_ event: AccountEvent, at elapsed: Duration) {
        switch event {
        case .sending: inFlight += 1
        case .answered: inFlight -= 1
        case .repeating(let error, let delay) where error.kind == .rateLimited:
            heldUntil = max(heldUntil ?? .zero, elapsed + delay)
        case .repeating: break
        case .page(let page): listed += page.new
        }
    }

    /// Other stacks may be behind, but what is applied is what people wait for.
    private mutating func enter(_ phase: Phase) {
        if self.phase != .applying || endedSteps >= steps { self.phase = phase }
    }
}
