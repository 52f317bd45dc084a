import Sandbox

/// What can go wrong with one request; each kind is off in half of all simulations.
package enum FaultKind: String, Sendable, Hashable, CaseIterable {
    case rateLimited = "429"
    case rateLimitedForAWhile = "429 with Retry-After"
    case serverErrorBefore = "503 before the commit"
    case serverErrorAfter = "503 after the commit"
    case requestLost = "request lost"
    case answerLost = "answer lost"
    case noAnswerBefore = "time-out before the commit"
    case noAnswerAfter = "time-out after the commit"
    case lateCommit = "commit lands later"
    case truncatedAnswer = "truncated answer"
    case garbage = "garbage"
    case staleList = "stale list"
    case repeatedPageKey = "page key comes back"
    case emptyPage = "empty page with a key"
    case forbidden = "403"
    case keyRefused = "401 from now on"
}

extension FaultKind {
    /// Whether the fault means something for such a request; a key is refused, or not, whatever is asked for.
    func canStrike(_ operation: SandboxRequest.Operation) -> Bool {
        switch self {
        case .staleList, .repeatedPageKey, .emptyPage: operation == .list
        case .forbidden: operation != .list
        case .lateCommit: operation.isWrite
        case .rateLimited, .rateLimitedForAWhile, .serverErrorBefore, .serverErrorAfter, .requestLost, .answerLost,
            .noAnswerBefore, .noAnswerAfter, .truncatedAnswer, .garbage, .keyRefused:
            true
        }
    }
}
