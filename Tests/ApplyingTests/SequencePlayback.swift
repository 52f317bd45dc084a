import Connections
import PictoryAPI
import Planning

@testable import Applying

extension StepSequence {
    /// Gives the answers one by one and collects what the sequence does, as short words.
    mutating func play(_ answers: [StepAnswer]) -> [String] {
        var moves = [start().word]
        for answer in answers { moves.append(received(answer).word) }
        return moves
    }
}

extension StepMove {
    var word: String {
        switch self {
        case .send(let request): request.word
        case .sendAgain(let request, let attempt): "\(request.word) again \(attempt)"
        case .finish(let outcome): outcome.word
        }
    }
}

extension StepRequest {
    var word: String {
        switch self {
        case .create(let new): "POST \(new.name)"
        case .update(_, let update): "PUT v\(update.expectedVersion) \(update.name)\(update.enabled ? "" : " off")"
        case .delete: "DELETE"
        case .read, .readBack: "GET"
        case .list(let type, _): "LIST \(type)"
        }
    }
}

extension StepOutcome {
    var word: String {
        switch self {
        case .done(let done): done.wasDone ? "done already" : "done"
        case .conflict(let conflict):
            "conflict \(conflict.kind.rawValue)" + conflict.fields.map { " \($0.field.rawValue)" }.joined()
                + (conflict.isOutcomeUnknown ? " unknown" : "") + (conflict.leftDisabled ? " left disabled" : "")
        case .failed(let failure):
            "failed \(failure.cause.word)" + (failure.isOutcomeUnknown ? " unknown" : "")
                + (failure.leftDisabled ? " left disabled" : "")
        case .skipped(let step): "skipped because of \(step)"
        case .notAttempted: "not attempted"
        }
    }
}

extension StepOutcome.Failure.Cause {
    fileprivate var word: String {
        switch self {
        case .request(let error): error.kind.rawValue
        case .secretsNotNoted: "secretsNotNoted"
        }
    }
}

extension StepAnswer {
    static func refused(_ kind: APIError.Kind) -> Self { .failed(APIError(kind, request: "test")) }

    static func wrote(_ id: String, version: Int) -> Self {
        .wrote(WriteAnswer(id: ConnectionID(id), version: version))
    }
}
