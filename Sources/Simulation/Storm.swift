import Sandbox

/// Ten minutes of virtual time in which every request is refused or answered with a server error.
struct Storm: Sendable {
    static let duration = Duration.seconds(600)
    static let faults: [FaultKind] = [.rateLimited, .rateLimitedForAWhile, .serverErrorBefore, .serverErrorAfter]

    /// How many requests come before it.
    private var calm: Int
    /// nil until it has begun.
    private var end: Duration?
    /// What each run has sent: how many requests, and the different ones among them.
    private var sent: [Int: (count: Int, different: Set<SandboxRequest>)] = [:]

    init(after requests: Int) {
        calm = requests
    }

    /// Whether the request of a run is struck.
    mutating func strikes(_ request: SandboxRequest, of run: Int, at time: Duration) -> Bool {
        sent[run, default: (0, [])].count += 1
        sent[run]?.different.insert(request)
        guard calm == 0 else {
            calm -= 1
            return false
        }
        let end = end ?? time + Self.duration
        self.end = end
        return time < end
    }

    /// Whether it came before the work was done.
    var hasBegun: Bool { end != nil }

    /// Holds what a run has sent against what it had to send: the rest are repetitions.
    func check(_ run: Int) throws(Violation) {
        guard let sent = sent[run], sent.count > 3 * sent.different.count + 100 else { return }
        throw Violation(
            .boundedRequests,
            "run \(run) has sent \(sent.count) requests in a storm, \(sent.different.count) different ones"
        )
    }
}
