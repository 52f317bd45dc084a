import Sandbox

/// How often what happened, over many simulations: what never happened was never tested.
package struct Tally: Sendable, Hashable {
    package var simulations = 0
    /// How many requests there were, by what they do, and by the fault that struck them.
    package private(set) var requests: [String: Int] = [:]
    package private(set) var branches: [RecoveryBranch: Int] = [:]
    /// How often a run came to recover in some way that a fault had struck, before that or after.
    package private(set) var meetings: [Meeting: Int] = [:]
    package private(set) var windows: [Window: Int] = [:]
    /// Simulations whose work was finished in the end, by how many runs without faults and without others that took.
    package private(set) var converged: [Int: Int] = [:]
    /// Simulations that ended in a world that only a person can settle, by why.
    package private(set) var needsPerson: [String: Int] = [:]
    /// Simulations of the same work in several orders.
    package private(set) var compared = 0
    /// Simulations of a storm after which the work was finished.
    package private(set) var storms = 0

    package init() {}

    mutating func count(_ fault: FaultKind?, _ operation: SandboxRequest.Operation) {
        requests[Self.title(fault, operation), default: 0] += 1
    }

    mutating func count(_ fault: LedgerFault?, _ operation: LedgerRequest.Operation) {
        requests[Self.title(fault, operation), default: 0] += 1
    }

    mutating func count(_ branch: RecoveryBranch) { branches[branch, default: 0] += 1 }

    /// Adds what one run came to do, with the faults that had struck it.
    mutating func count(_ run: Self, struckBy faults: Set<String>) {
        for branch in run.branches.keys {
            for fault in faults { meetings[Meeting(fault: fault, branch: branch), default: 0] += 1 }
        }
        self += run
    }

    mutating func count(_ window: Window) { windows[window, default: 0] += 1 }

    mutating func countConverged(after runs: Int) { converged[runs, default: 0] += 1 }

    mutating func countNeedsPerson(_ why: String) { needsPerson[why, default: 0] += 1 }

    mutating func countCompared() { compared += 1 }

    mutating func countStorm() { storms += 1 }

    /// What can happen and did not, in words: faults by the requests that they can strike, and recoveries; if asked also what takes
    /// tens of thousands of simulations to happen, windows, and faults that meet recoveries in one run.
    ///
    /// Of these that can meet one in fifty may be missing.
    package func missing(withRare isAskedForRare: Bool) -> [String] {
        let struck = SandboxRequest.Operation.allCases.flatMap { operation in
            FaultKind.allCases.filter { $0.canStrike(operation) }.map { Self.title($0, operation) }
        }
        let struckInLedger = LedgerRequest.Operation.allCases.flatMap { operation in
            LedgerFault.allCases.filter { $0.canStrike(operation) }.map { Self.title($0, operation) }
        }
        return (struck + struckInLedger).filter { requests[$0] == nil }
            + RecoveryBranch.allCases.filter { branches[$0] == nil }.map(\.rawValue)
            + Window.allCases.filter { isAskedForRare && windows[$0] == nil }.map(\.rawValue)
            + (storms == 0 ? [Self.stormTitle] : [])
            + (isAskedForRare && unmet.count > Meeting.possible.count / 50 ? unmet.map(\.title) : [])
    }

    /// What can meet in one run, and did not.
    private var unmet: [Meeting] { Meeting.possible.filter { meetings[$0] == nil } }

    /// All counts, a line each.
    package var lines: [String] {
        let rows: [(String, Int)] =
            requests.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            + RecoveryBranch.allCases.map { ($0.rawValue, branches[$0, default: 0]) }
            + Window.allCases.map { ($0.rawValue, windows[$0, default: 0]) }
            + converged.sorted { $0.key < $1.key }.map { ("finished, runs it took: \($0.key)", $0.value) }
            + needsPerson.sorted { $0.key < $1.key }.map { ("needs a person: \($0.key)", $0.value) }
            + [("the same work in several orders", compared), (Self.stormTitle, storms)]
        return rows.map { "\($0.0): \($0.1)" }
            + FaultKind.titles.map { fault in
                let pairs = Meeting.possible.filter { $0.fault == fault }
                let count = pairs.count { meetings[$0] != nil }
                return "\(fault): in runs that came to recover in \(count) of the \(pairs.count) ways that it allows"
            }
            + unmet.map { "never in one run: \($0.title)" }
    }

    private static let stormTitle = "a storm of ten minutes, and the work finished after it"

    private static func title(_ fault: FaultKind?, _ operation: SandboxRequest.Operation) -> String {
        "\(operation.rawValue): \(fault?.rawValue ?? "no fault")"
    }

    private static func title(_ fault: LedgerFault?, _ operation: LedgerRequest.Operation) -> String {
        "ledger, \(operation.rawValue): \(fault?.rawValue ?? "no fault")"
    }

    package static func += (left: inout Self, right: Self) {
        left.simulations += right.simulations
        left.compared += right.compared
        left.storms += right.storms
        left.requests.merge(right.requests, uniquingKeysWith: +)
        left.branches.merge(right.branches, uniquingKeysWith: +)
        left.meetings.merge(right.meetings, uniquingKeysWith: +)
        left.windows.merge(right.windows, uniquingKeysWith: +)
        left.converged.merge(right.converged, uniquingKeysWith: +)
        left.needsPerson.merge(right.needsPerson, uniquingKeysWith: +)
    }
}
