import PictoryAPI

/// What a step does next.
enum StepMove: Sendable, Hashable {
    case send(StepRequest)
    /// Sends a write again, after a pause, since reading back showed that it was not done.
    case sendAgain(StepRequest, attempt: Int)
    case finish(StepOutcome)
}

/// The requests of one step, decided one by one from the answers; it never waits and never asks anybody.
protocol StepSequence: Sendable {
    mutating func start() -> StepMove
    mutating func received(_ answer: StepAnswer) -> StepMove
    /// What to report when a write is not sent again after all: the run is ending, or the retry budget is used up.
    func gaveUp() -> StepOutcome
}

/// How often a write is sent at most when its outcome stays unknown or other people's edits keep coming.
let mostAttempts = 6
