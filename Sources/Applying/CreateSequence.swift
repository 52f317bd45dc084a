import Connections
import PictoryAPI
import Planning

/// A create, whose precondition is that nobody has the name (and, for AWS, the account and region).
///
/// The API has no idempotency key, but names are unique: after a refusal or an unknown outcome, whoever has the name
/// now tells what happened. One that is equal is ours or as good as ours; any other is never touched. Whether the other type's
/// connections have their names from the same pool is open, so that what the own list does not explain the other may.
struct CreateSequence: StepSequence {
    private enum Phase {
        case writing
        case listing(ConnectionType, after: APIError)
        /// The list may be stale, so what it showed is read by id before it counts.
        case reading(after: APIError)
        /// The connection is there; its secrets cannot be read back, so they are sent.
        case sendingCredentials(UpdateSequence)
    }

    /// The version with which every connection begins.
    private static let firstVersion = 1

    private let step: Step
    private let new: NewConnection
    private var phase = Phase.writing
    private var attempt = 0
    /// Why the create was last sent again.
    private var lastCause: APIError?
    private var hasUnknownOutcome = false

    init(_ step: Step, new: NewConnection) {
        self.step = step
        self.new = new
    }

    mutating func start() -> StepMove { .send(.create(new)) }

    mutating func received(_ answer: StepAnswer) -> StepMove {
        switch (phase, answer) {
        case (.writing, .wrote(let answer)):
            let sent = LiveConnection(
                id: answer.id,
                version: answer.version,
                name: new.name,
                description: new.description,
                enabled: new.enabled,
                details: new.details
            )
            let differences = answer.differences(from: sent)
            return .finish(
                .done(
                    .init(
                        connectionId: answer.id,
                        live: sent.updated(by: answer),
                        normalised: differences,
                        sentSecrets: new.credentials != nil
                    )
                )
            )
        case (.writing, .failed(let error)):
            return refused(error)
        case (.listing(let type, let cause), .listed(let items)):
            guard let holder = items.lazy.compactMap(\.live).first(where: isInTheWay) else {
                guard type == new.type, cause.kind == .conflict else { return nobodyHasIt(after: cause) }
                return list(type.other, after: cause)
            }
            phase = .reading(after: cause)
            return .send(.readBack(holder.id, holder.type, after: cause.kind))
        case (.reading(let cause), .read(let live)):
            return isInTheWay(live) ? decide(on: live) : nobodyHasIt(after: cause)
        case (.reading(let cause), .failed(let error)) where error.kind == .notFound:
            return nobodyHasIt(after: cause)
        case (.listing(_, let cause), .failed(let error))
        where cause.kind == .conflict && !hasUnknownOutcome && error.kind != .unauthorized:
            return .finish(.conflict(Conflict(kind: .taken)))
        case (.listing(_, let cause), .failed(let error)), (.reading(let cause), .failed(let error)):
            return .finish(.failed(.init(error: error.orCause(cause), isOutcomeUnknown: hasUnknownOutcome)))
        case (.sendingCredentials(var update), let answer):
            let move = update.received(answer)
            phase = .sendingCredentials(update)
            return move.afterCreateOfUnknownOutcome
        case (.writing, _), (.listing, _), (.reading, _):
            return .finish(.failed(.init(error: .unexpected(step), isOutcomeUnknown: true)))
        }
    }

    private mutating func refused(_ error: APIError) -> StepMove {
        if error.outcome == .unknown { hasUnknownOutcome = true }
        guard error.outcome == .unknown || error.kind == .conflict else {
            return .finish(.failed(.init(error: error, isOutcomeUnknown: hasUnknownOutcome)))
        }
        return list(new.type, after: error)
    }

    private mutating func list(_ type: ConnectionType, after cause: APIError) -> StepMove {
        phase = .listing(type, after: cause)
        return .send(.list(type, after: cause.kind))
    }

    func gaveUp() -> StepOutcome {
        if case .sendingCredentials(let update) = phase { return update.gaveUp().afterCreateOfUnknownOutcome }
        return .failed(.init(error: lastCause ?? .unexpected(step), isOutcomeUnknown: hasUnknownOutcome))
    }

    private mutating func nobodyHasIt(after cause: APIError) -> StepMove {
        attempt += 1
        lastCause = cause
        guard attempt < mostAttempts else {
            guard cause.kind == .conflict, !hasUnknownOutcome else {
                return .finish(.failed(.init(error: cause, isOutcomeUnknown: hasUnknownOutcome)))
            }
            return .finish(.conflict(Conflict(kind: .taken)))
        }
        phase = .writing
        return .sendAgain(.create(new), attempt: attempt)
    }

    /// Whether the connection has what only one can have.
    private func isInTheWay(_ live: LiveConnection) -> Bool {
        live.name == new.name || live.details.location != nil && live.details.location == new.details.location
    }

    private mutating func decide(on live: LiveConnection) -> StepMove {
        let isEqual =
            live.name == new.name && live.details == new.details && live.enabled == new.enabled
            && live.description.withoutOuterSpace == new.description.withoutOuterSpace
        guard isEqual else {
            let conflict = Conflict(
                kind: .taken,
                connectionId: live.id,
                version: live.version,
                isOutcomeUnknown: hasUnknownOutcome
            )
            return .finish(.conflict(conflict))
        }
        // One that was there before any create of ours has secrets that somebody else gave it, as any that is adopted.
        guard let credentials = new.credentials, hasUnknownOutcome else {
            return .finish(.done(.init(connectionId: live.id, live: live, wasDone: true)))
        }
        // Whoever wrote it since it was made may have given it secrets of their own.
        guard live.version == Self.firstVersion else {
            let conflict = Conflict(
                kind: .edited,
                connectionId: live.id,
                version: live.version,
                isOutcomeUnknown: true
            )
            return .finish(.conflict(conflict))
        }
        var update = UpdateSequence(step, base: live, credentials: credentials)
        let move = update.start()
        phase = .sendingCredentials(update)
        return move
    }
}

extension StepMove {
    /// The move of an update that only completes a create: whatever becomes of it, the create may have been done.
    fileprivate var afterCreateOfUnknownOutcome: StepMove {
        if case .finish(let outcome) = self { .finish(outcome.afterCreateOfUnknownOutcome) } else { self }
    }
}

extension StepOutcome {
    fileprivate var afterCreateOfUnknownOutcome: StepOutcome {
        switch self {
        case .conflict(var conflict):
            conflict.isOutcomeUnknown = true
            return .conflict(conflict)
        case .failed(var failure):
            failure.isOutcomeUnknown = true
            return .failed(failure)
        case .done, .skipped, .notAttempted:
            return self
        }
    }
}

extension ListedConnection {
    var live: LiveConnection? {
        switch self {
        case .live(let live): live
        case .unmanageable: nil
        }
    }
}

extension APIError {
    /// What to report of a step whose write failed for a cause and whose reading back then failed with this error.
    func orCause(_ cause: APIError) -> APIError {
        // A refused key stops the run, whenever it shows.
        kind == .unauthorized ? self : cause
    }

    /// The acting side answered a request with something else than it asked for.
    static func unexpected(_ step: Step) -> Self {
        APIError(.invalidAnswer, request: "step \(step.id)", detail: "an answer to another request")
    }
}
