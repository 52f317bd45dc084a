package import Connections
package import PictoryAPI
package import Planning

/// Decides what an apply does next from what has happened so far; ``Applier`` does it.
///
/// A plain value: every order of events can be played to it in a table.
package struct ApplyMachine: Sendable {
    package enum OnError: String, Sendable, Hashable, CaseIterable {
        /// Steps that do not depend on the failed one go on.
        case fail
        /// Nothing new starts.
        case abort
    }

    /// A request to send, for the step it belongs to.
    package struct Dispatch: Sendable, Hashable {
        package var step: Int
        package var request: StepRequest
        /// How often it was sent before with nothing to show for it; 0 the first time.
        package var attempt: Int
    }

    private let steps: [Step]
    private let parallelism: Int
    private let onError: OnError
    private let credentials: [ConnectionKey: RequestCredentials]
    private let withholdsSecrets: Bool
    /// The connections as the plan saw them, or as the steps so far left them.
    private var live: [ConnectionID: LiveConnection]
    private var sequences: [Int: any StepSequence] = [:]
    private var outcomes: [Int: StepOutcome] = [:]
    private var waitsFor: [Int: Int] = [:]
    private var dependents: [Int: [Int]] = [:]
    /// Descending, so that the first one to start is at the end.
    private var ready: [Int] = []
    private var isStopping = false

    /// - Parameters:
    ///   - steps: In a legal order, numbered from 1.
    ///   - live: The connections the plan was made from.
    ///   - credentials: The secrets of the entries, by type and declared name.
    ///   - parallelism: The most steps at once, at least 1.
    ///   - onError: What a failed step means for the others.
    ///   - withholdsSecrets: Steps that carry secrets fail, since nobody could note that they are about to be sent.
    package init(
        _ steps: [Step],
        live: [LiveConnection],
        credentials: [ConnectionKey: RequestCredentials],
        parallelism: Int,
        onError: OnError = .fail,
        withholdsSecrets: Bool = false
    ) {
        self.withholdsSecrets = withholdsSecrets
        self.steps = steps
        self.parallelism = max(1, parallelism)
        self.onError = onError
        self.credentials = credentials
        let touched = Set(steps.compactMap(\.connectionId))
        self.live = Dictionary(live.lazy.filter { touched.contains($0.id) }.map { ($0.id, $0) }) { first, _ in first }
        for step in steps {
            waitsFor[step.id] = step.after.count
            for earlier in step.after { dependents[earlier, default: []].append(step.id) }
        }
        ready = steps.reversed().filter { $0.after.isEmpty }.map(\.id)
    }

    /// Begins as many steps as may run now.
    package mutating func begin() -> [Dispatch] {
        var dispatches: [Dispatch] = []
        while !isStopping, sequences.count < parallelism, let id = ready.popLast() {
            switch sequence(for: steps[id - 1]) {
            case .success(var sequence):
                let move = sequence.start()
                sequences[id] = sequence
                dispatches += carryOut(move, of: id)
            case .failure(let error):
                finish(id, .failed(error.failure))
            }
        }
        return dispatches
    }

    /// Takes the answer to a dispatched request, and says what to send next for this step and for those it made ready.
    package mutating func received(_ answer: StepAnswer, for id: Int) -> [Dispatch] {
        guard var sequence = sequences[id] else { return [] }
        let move = sequence.received(answer)
        sequences[id] = sequence
        return carryOut(move, of: id) + begin()
    }

    /// A dispatch was not sent again, because the run is ending or the budget of retries is used up.
    package mutating func gaveUp(_ dispatch: Dispatch) -> [Dispatch] {
        guard let sequence = sequences[dispatch.step] else { return [] }
        finish(dispatch.step, sequence.gaveUp())
        return begin()
    }

    /// Starts nothing new from now on; what is under way is finished.
    package mutating func stop() {
        isStopping = true
    }

    package var isIdle: Bool { sequences.isEmpty }

    /// What became of each step, in the order of the plan; steps that never began are `.notAttempted`.
    package var results: [StepResult] {
        steps.map { StepResult(step: $0, outcome: outcomes[$0.id] ?? .notAttempted) }
    }

    /// The steps that were carried out or failed, in the order in which they ended.
    package private(set) var ended: [StepResult] = []

    private mutating func carryOut(_ move: StepMove, of id: Int) -> [Dispatch] {
        switch move {
        case .send(let request):
            return [Dispatch(step: id, request: request, attempt: 0)]
        case .sendAgain(let request, let attempt):
            return [Dispatch(step: id, request: request, attempt: attempt)]
        case .finish(let outcome):
            finish(id, outcome)
            return []
        }
    }

    private mutating func finish(_ id: Int, _ outcome: StepOutcome) {
        sequences[id] = nil
        outcomes[id] = outcome
        ended.append(StepResult(step: steps[id - 1], outcome: outcome))
        switch outcome {
        case .done(let done):
            live[done.connectionId] = done.live
            for dependent in dependents[id, default: []] {
                waitsFor[dependent, default: 0] -= 1
                if waitsFor[dependent] == 0, outcomes[dependent] == nil { makeReady(dependent) }
            }
        case .conflict, .failed, .skipped, .notAttempted:
            skipDependents(of: id)
            if onError == .abort || outcome.isUnauthorized { isStopping = true }
        }
    }

    private mutating func makeReady(_ id: Int) {
        let index = ready.partitioningIndex { $0 < id }
        ready.insert(id, at: index)
    }

    private mutating func skipDependents(of failed: Int) {
        var pending = dependents[failed, default: []]
        while let id = pending.popLast() {
            guard outcomes[id] == nil else { continue }
            outcomes[id] = .skipped(because: failed)
            pending += dependents[id, default: []]
        }
    }

    /// A step that fails before its first request.
    private struct Unusable: Error {
        var failure: StepOutcome.Failure

        init(_ cause: StepOutcome.Failure.Cause) { failure = StepOutcome.Failure(cause) }
    }

    private func sequence(for step: Step) -> Result<any StepSequence, Unusable> {
        guard !withholdsSecrets || !step.sendsCredentials else { return .failure(Unusable(.secretsNotNoted)) }
        let secrets = step.sendsCredentials ? credentials[ConnectionKey(step.type, step.name)] : nil
        if step.sendsCredentials, secrets == nil {
            return .failure(
                Unusable(.request(APIError(.badRequest, request: step.label, detail: "its secrets were not resolved")))
            )
        }
        guard step.operation != .create else {
            guard let new = NewConnection(step, credentials: secrets) else {
                return .failure(
                    Unusable(.request(APIError(.badRequest, request: step.label, detail: "the plan lacks a field")))
                )
            }
            return .success(CreateSequence(step, new: new))
        }
        guard let id = step.connectionId, let base = live[id],
            step.expectedVersion == nil || step.expectedVersion == base.version
        else {
            return .failure(
                Unusable(.request(APIError(.conflict, request: step.label, detail: "the plan is of another reading")))
            )
        }
        return .success(
            step.operation == .delete
                ? DeleteSequence(step, base: base) : UpdateSequence(step, base: base, credentials: secrets)
        )
    }
}

extension StepOutcome {
    /// The API refused the key, so that nothing else is tried.
    package var isUnauthorized: Bool {
        if case .failed(let failure) = self, case .request(let error) = failure.cause {
            error.kind == .unauthorized
        } else {
            false
        }
    }
}

extension Step {
    fileprivate var label: String { "\(operation.rawValue) '\(name)'" }
}

extension NewConnection {
    /// nil when the step does not name all that a create needs.
    fileprivate init?(_ step: Step, credentials: RequestCredentials?) {
        var texts: [ConnectionField: String] = [:]
        var enabled: Bool?
        for setting in step.sets {
            switch setting.value {
            case .text(let text): texts[setting.field] = text
            case .flag(let flag): enabled = flag
            case .none: continue
            }
        }
        let details: ConnectionDetails? =
            switch step.type {
            case .aws:
                texts[.awsAccountId].flatMap { account in
                    texts[.awsRegion].map { .aws(AWSLocation(accountID: account, region: $0)) }
                }
            case .vimeo:
                texts[.clientIdentifier].map { .vimeo(clientIdentifier: $0) }
            }
        guard let name = texts[.name], let enabled, let details else { return nil }
        self.init(
            name: name,
            description: texts[.description] ?? "",
            enabled: enabled,
            details: details,
            credentials: credentials
        )
    }
}

extension [Int] {
    /// The first index whose element satisfies a condition that holds for all elements after it, too.
    fileprivate func partitioningIndex(where isAfter: (Int) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
