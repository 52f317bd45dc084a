package import Connections
package import Diagnostics
package import PictoryAPI
import Planning

/// What became of a step.
package enum StepOutcome: Sendable, Hashable {
    /// The account is as the step wants it.
    case done(Done)
    /// Someone else changed the connection, so nothing was overwritten.
    case conflict(Conflict)
    case failed(Failure)
    /// A step it waits for was not done.
    case skipped(because: Int)
    /// The run ended before it could begin.
    case notAttempted

    package var isDone: Bool {
        if case .done = self { true } else { false }
    }

    package struct Done: Sendable, Hashable {
        package var connectionId: ConnectionID
        /// The connection as it is now; nil after a delete.
        package var live: LiveConnection?
        /// Fields whose value came back other than it was sent, in the order of ``ConnectionField``.
        package var normalised: [ConnectionField] = []
        /// The step found its work done already.
        package var wasDone = false
        /// The secrets of the entry went along, and arrived.
        package var sentSecrets = false
        /// Somebody else wrote the connection since the plan, and may have given it other secrets.
        package var othersWrote = false

        package var version: Int? { live?.version }

        package init(
            connectionId: ConnectionID,
            live: LiveConnection? = nil,
            normalised: [ConnectionField] = [],
            wasDone: Bool = false,
            sentSecrets: Bool = false,
            othersWrote: Bool = false
        ) {
            self.connectionId = connectionId
            self.live = live
            self.normalised = normalised
            self.wasDone = wasDone
            self.sentSecrets = sentSecrets
            self.othersWrote = othersWrote
        }
    }

    package struct Failure: Sendable, Hashable {
        package enum Cause: Sendable, Hashable {
            case request(APIError)
            /// The ledger could not note that secrets are about to be sent, so nothing was.
            case secretsNotNoted
        }

        package var cause: Cause
        /// The write may have been done all the same: reading it back failed, too.
        package var isOutcomeUnknown: Bool
        /// The fence of a delete was set: the connection is there still, disabled.
        package var leftDisabled = false

        package init(_ cause: Cause, isOutcomeUnknown: Bool = false, leftDisabled: Bool = false) {
            self.cause = cause
            self.isOutcomeUnknown = isOutcomeUnknown
            self.leftDisabled = leftDisabled
        }

        package init(error: APIError, isOutcomeUnknown: Bool, leftDisabled: Bool = false) {
            self.init(.request(error), isOutcomeUnknown: isOutcomeUnknown, leftDisabled: leftDisabled)
        }

        package var report: ErrorReport {
            switch cause {
            case .request(let error): error.report
            case .secretsNotNoted:
                ErrorReport(
                    .secretsNotSent,
                    .partial,
                    "its secrets were not sent, and so nothing of the step was done",
                    cause: "the ledger could not note before that they are about to be sent",
                    nextStep: "mend what the warning about the ledger says and apply again; or pass --ledger none"
                )
            }
        }
    }
}

/// A change by someone else that a step would have overwritten, or that is in its way.
package struct Conflict: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Fields that the step writes were changed since the plan.
        case edited
        /// The connection was deleted since the plan.
        case deleted
        /// The name, or the account and region, is held by another connection.
        case taken
    }

    /// One field that three sides see differently.
    package struct Field: Sendable, Hashable {
        package var field: ConnectionField
        /// When the plan was made.
        package var planned: String
        /// Now.
        package var live: String
        /// As the files want it; nil when the step deletes.
        package var desired: String?
    }

    package var kind: Kind
    /// The connection that is in the way; nil when it is not known.
    package var connectionId: ConnectionID?
    /// The version it has now; nil when it is not known or gone.
    package var version: Int?
    package var fields: [Field] = []
    /// A write of ours whose answer was lost may have been done before the other one, or may be done yet.
    package var isOutcomeUnknown = false
    /// The fence of a delete was set before the conflict showed: the connection is there still, disabled.
    package var leftDisabled = false
}
