import Connections
import PictoryAPI
import Planning

/// A version-checked update: parks, renames, changed fields and secrets.
///
/// The version it sends is always that of the very values it was worked out from. When the API refuses it, or nobody
/// knows whether it was done, the connection is read and the difference decides (product contract, section 6).
struct UpdateSequence: StepSequence {
    private enum Phase {
        case writing
        case readingBack(after: APIError)
        /// The version is as expected and still the update was refused: another connection has the name.
        case findingHolder(among: ConnectionType)
    }

    private let step: Step
    private let credentials: RequestCredentials?
    /// The values the next update starts from, with the version that goes along.
    private var base: LiveConnection
    private var phase = Phase.writing
    private var attempt = 0
    /// Why the update was last sent again.
    private var lastCause: APIError?
    /// Whether an update of ours may have been done without our knowing.
    private var hasUnknownOutcome = false
    /// The version that the latest such update named.
    private var versionOfUnknown: Int?

    /// Whether somebody else has written the connection since the plan.
    private var othersWrote = false

    /// Starts from `base`, the connection as the plan saw it or as an earlier step of the plan left it.
    init(_ step: Step, base: LiveConnection, credentials: RequestCredentials?) {
        self.step = step
        self.base = base
        self.credentials = credentials
    }

    private var wanted: LiveConnection { base.setting(step.sets) }

    mutating func start() -> StepMove { .send(request) }

    private var request: StepRequest {
        let wanted = wanted
        let update = ConnectionUpdate(
            type: base.type,
            expectedVersion: base.version,
            name: wanted.name,
            description: wanted.description,
            enabled: wanted.enabled,
            clientIdentifier: wanted.details.clientIdentifier,
            credentials: credentials
        )
        return .update(base.id, update)
    }

    mutating func received(_ answer: StepAnswer) -> StepMove {
        switch (phase, answer) {
        case (.writing, .wrote(let answer)):
            let differences = answer.differences(from: wanted)
            return .finish(
                .done(
                    .init(
                        connectionId: base.id,
                        live: wanted.updated(by: answer),
                        normalised: differences,
                        sentSecrets: credentials != nil,
                        othersWrote: othersWrote || answer.version != base.version + 1
                    )
                )
            )
        case (.writing, .failed(let error)):
            return refused(error)
        case (.readingBack(let cause), .read(let live)):
            return decide(on: live, after: cause)
        case (.readingBack, .failed(let error)) where error.kind == .notFound:
            return conflict(.deleted, base.id)
        case (.readingBack(let cause), .failed(let error)):
            return .finish(.failed(.init(error: error.orCause(cause), isOutcomeUnknown: hasUnknownOutcome)))
        case (.findingHolder(let type), .listed(let items)):
            let holder = items.lazy.compactMap(\.live).first { [base, wanted] in
                $0.name == wanted.name && $0.id != base.id
            }
            // Names may be unique across the types.
            if holder == nil, type == base.type { return findHolder(among: type.other, after: .conflict) }
            return conflict(.taken, holder?.id, version: holder?.version)
        case (.findingHolder, .failed(let error)) where error.kind == .unauthorized:
            return .finish(.failed(.init(error: error, isOutcomeUnknown: hasUnknownOutcome)))
        case (.findingHolder, .failed):
            return conflict(.taken, nil)
        case (.writing, _), (.readingBack, _), (.findingHolder, _):
            return .finish(.failed(.init(error: .unexpected(step), isOutcomeUnknown: true)))
        }
    }

    private mutating func refused(_ error: APIError) -> StepMove {
        if error.outcome == .unknown {
            hasUnknownOutcome = true
            versionOfUnknown = base.version
        }
        guard error.outcome == .unknown || error.kind == .conflict || error.kind == .notFound else {
            return .finish(.failed(.init(error: error, isOutcomeUnknown: hasUnknownOutcome)))
        }
        phase = .readingBack(after: error)
        return .send(.readBack(base.id, base.type, after: error.kind))
    }

    private mutating func decide(on live: LiveConnection, after cause: APIError) -> StepMove {
        if live.version == base.version {
            guard cause.kind != .conflict else {
                return findHolder(among: base.type, after: cause.kind)
            }
            return again(on: live, after: cause)
        }
        let isDesired = live.differs(from: live.setting(step.sets)).isEmpty
        let isOursAtMost =
            versionOfUnknown == base.version && live.version == base.version + 1 && live.differs(from: wanted).isEmpty
        if !isOursAtMost { othersWrote = true }
        if step.operation == .park {
            // A later step of the plan deletes what is retired and writes what is moving, so that an edit would be lost then.
            let edited = live.differs(from: isDesired ? wanted : base)
            guard isDesired, edited.isEmpty else { return conflict(with: live, in: edited) }
        }
        if isDesired, credentials == nil {
            return .finish(
                .done(.init(connectionId: live.id, live: live, wasDone: true, othersWrote: othersWrote))
            )
        }
        let touched = Set(step.sets.map(\.field))
        let edited = live.differs(from: base).filter(touched.contains)
        // Secrets cannot be read back: only where one update of ours may be all that was written are they sent again.
        guard isDesired || edited.isEmpty, credentials == nil || isOursAtMost else {
            return conflict(with: live, in: edited)
        }
        return again(on: live, after: cause)
    }

    private mutating func findHolder(among type: ConnectionType, after kind: APIError.Kind) -> StepMove {
        phase = .findingHolder(among: type)
        return .send(.list(type, after: kind))
    }

    func gaveUp() -> StepOutcome {
        .failed(.init(error: lastCause ?? .unexpected(step), isOutcomeUnknown: hasUnknownOutcome))
    }

    private mutating func again(on live: LiveConnection, after cause: APIError) -> StepMove {
        attempt += 1
        lastCause = cause
        guard attempt < mostAttempts else {
            return .finish(.failed(.init(error: cause, isOutcomeUnknown: hasUnknownOutcome)))
        }
        base = live
        phase = .writing
        return .sendAgain(request, attempt: attempt)
    }

    private func conflict(with live: LiveConnection, in edited: [ConnectionField]) -> StepMove {
        let fields = edited.map {
            Conflict.Field(field: $0, planned: base.shown($0), live: live.shown($0), desired: wanted.shown($0))
        }
        return conflict(.edited, live.id, version: live.version, fields)
    }

    private func conflict(
        _ kind: Conflict.Kind,
        _ id: ConnectionID?,
        version: Int? = nil,
        _ fields: [Conflict.Field] = []
    ) -> StepMove {
        let conflict = Conflict(
            kind: kind,
            connectionId: id,
            version: version,
            fields: fields,
            isOutcomeUnknown: hasUnknownOutcome
        )
        return .finish(.conflict(conflict))
    }
}
