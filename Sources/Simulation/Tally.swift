import Sandbox

/// How often what happened, over many simulations: what never happened was never tested.
package struct Tally: Sendable {
    package var simulations = 0
    /// How many requests there were, by what they do, and by the fault that struck them.
    package var requests: [String: Int] = [:]
    /// Simulations whose work was finished in the end, by how many runs without faults and without others that took.
    package var converged: [Int: Int] = [:]
    /// Simulations that ended in a world that only a person can settle, such as one where a change is blocked.
    package var needsPerson = 0

    package init() {}

    mutating func count(_ fault: FaultKind?, _ operation: SandboxRequest.Operation) {
        requests["\(operation.rawValue): \(fault?.rawValue ?? "no fault")", default: 0] += 1
    }

    package static func += (left: inout Self, right: Self) {
        left.simulations += right.simulations
        left.converged.merge(right.converged, uniquingKeysWith: +)
        left.needsPerson += right.needsPerson
        left.requests.merge(right.requests, uniquingKeysWith: +)
    }
}
