import Connections
import PictoryAPI
import Planning

/// A fenced delete: the API deletes without looking at the version, so the connection is first disabled with the
/// version that is known, then read back, and deleted only if nobody wrote in between.
struct DeleteSequence: StepSequence {
    private enum Phase {
        case fencing
        case readingAfterRefusal(APIError)
        /// The fence was set and gave this version.
        case checking(fence: Int)
        case deleting(fence: Int)
        case readingAfterDelete(fence: Int, APIError)
    }

    private let step: Step
    /// The values the fence is computed from, with the version that goes along.
    private var base: LiveConnection
    private var phase = Phase.fencing
    private var attempt = 0
    /// Why a write was last sent again.
    private var lastCause: APIError?
    /// Whether the connection worked before the fence.
    private let wasEnabled: Bool
    /// What the last answer that told of it said.
    private var isDisabled = false
    private var hasUnknownOutcome = false
    /// The version that the latest fence named whose outcome is not known.
    private var versionOfUnknownFence: Int?

    /// Starts from `base`, the connection as the plan saw it or as an earlier step of the plan left it.
    init(_ step: Step, base: LiveConnection) {
        self.step = step
        self.base = base
        wasEnabled = base.enabled
    }

    mutating func start() -> StepMove { .send(fence) }

    private var fence: StepRequest {
        let update = ConnectionUpdate(
            type: base.type,
            expectedVersion: base.version,
            name: base.name,
            description: base.description,
            enabled: false,
            clientIdentifier: base.details.clientIdentifier
        )
        return .update(base.id, update)
    }

    private var disabled: LiveConnection {
        var disabled = base
        disabled.enabled = false
        return disabled
    }

    mutating func received(_ answer: StepAnswer) -> StepMove {
        if case .read(let live) = answer { isDisabled = !live.enabled }
        switch (phase, answer) {
        case (.fencing, .wrote(let answer)):
            isDisabled = true
            hasUnknownOutcome = false
            phase = .checking(fence: answer.version)
            return .send(.read(base.id, base.type))
        case (.fencing, .failed(let error)):
            return fenceRefused(error)
        case (.readingAfterRefusal(let cause), .read(let live)):
            return fenceAgain(on: live, after: cause)
        case (.checking(let fence), .read(let live)):
            return check(live, fence)
        case (.deleting, .deleted):
            return .finish(.done(.init(connectionId: base.id)))
        case (.deleting(let fence), .failed(let error)) where error.outcome == .unknown:
            hasUnknownOutcome = true
            phase = .readingAfterDelete(fence: fence, error)
            return .send(.readBack(base.id, base.type, after: error.kind))
        case (.readingAfterDelete(let fence, let cause), .read(let live)):
            return deleteAgain(live, fence, after: cause)
        case (.readingAfterRefusal, .failed(let error)), (.checking, .failed(let error)),
            (.deleting, .failed(let error)), (.readingAfterDelete, .failed(let error)):
            guard error.kind != .notFound else {
                return .finish(.done(.init(connectionId: base.id, wasDone: true)))
            }
            return failed(error)
        case (.fencing, _), (.readingAfterRefusal, _), (.checking, _), (.deleting, _), (.readingAfterDelete, _):
            return failed(.unexpected(step))
        }
    }

    private mutating func fenceRefused(_ error: APIError) -> StepMove {
        if error.outcome == .unknown {
            hasUnknownOutcome = true
            versionOfUnknownFence = base.version
        }
        if error.kind == .notFound { return .finish(.done(.init(connectionId: base.id, wasDone: true))) }
        guard error.outcome == .unknown || error.kind == .conflict else { return failed(error) }
        phase = .readingAfterRefusal(error)
        return .send(.readBack(base.id, base.type, after: error.kind))
    }

    /// The fence was refused, or may have been set: it is set once more only on what the plan saw, or on our own fence.
    private mutating func fenceAgain(on live: LiveConnection, after cause: APIError) -> StepMove {
        let isUntouched = live.version == base.version
        let isOurFence =
            versionOfUnknownFence == base.version && live.version == base.version + 1
            && live.differs(from: disabled).isEmpty
        guard isUntouched && cause.kind != .conflict || isOurFence else { return conflict(live) }
        attempt += 1
        lastCause = cause
        guard attempt < mostAttempts else { return failed(cause) }
        base = live
        phase = .fencing
        return .sendAgain(fence, attempt: attempt)
    }

    private mutating func check(_ live: LiveConnection, _ fence: Int) -> StepMove {
        guard live.version == fence, fence == base.version + 1, !live.enabled else { return conflict(live) }
        phase = .deleting(fence: fence)
        return .send(.delete(base.id, base.type))
    }

    private mutating func deleteAgain(_ live: LiveConnection, _ fence: Int, after cause: APIError) -> StepMove {
        guard live.version == fence, !live.enabled else { return conflict(live) }
        attempt += 1
        lastCause = cause
        guard attempt < mostAttempts else { return failed(cause) }
        phase = .deleting(fence: fence)
        return .sendAgain(.delete(base.id, base.type), attempt: attempt)
    }

    private var isFenced: Bool {
        switch phase {
        case .fencing, .readingAfterRefusal: hasUnknownOutcome
        case .checking, .deleting, .readingAfterDelete: true
        }
    }

    /// Whether a delete was sent that nobody heard of again; a fence alone deletes nothing.
    private var isDeleteUnderWay: Bool {
        if case .readingAfterDelete = phase { true } else { false }
    }

    private func conflict(_ live: LiveConnection) -> StepMove {
        let expected = isFenced ? disabled : base
        let fields = live.differs(from: expected).map {
            Conflict.Field(field: $0, planned: expected.shown($0), live: live.shown($0), desired: nil)
        }
        let conflict = Conflict(
            kind: .edited,
            connectionId: live.id,
            version: live.version,
            fields: fields,
            isOutcomeUnknown: isDeleteUnderWay,
            leftDisabled: isFenced && isDisabled && wasEnabled
        )
        return .finish(.conflict(conflict))
    }

    func gaveUp() -> StepOutcome {
        let move = failed(lastCause ?? .unexpected(step))
        guard case .finish(let outcome) = move else { return .notAttempted }
        return outcome
    }

    private func failed(_ error: APIError) -> StepMove {
        let failure = StepOutcome.Failure(
            error: error,
            isOutcomeUnknown: hasUnknownOutcome,
            leftDisabled: isDisabled && wasEnabled
        )
        return .finish(.failed(failure))
    }
}
