import Applying
package import Connections
import Diagnostics
import PictoryAPI
import Planning

/// One line of `--events`: the keys that its event has, and no secrets.
package struct EventDocument: Sendable, Encodable {
    private let event: RunEvent.Name
    private let time: Timestamp
    private let stack: String?
    private var formatVersion: String?
    private var version: String?
    private var command: String?
    private var stacks: Int?
    private var files: [String]?
    private var connections: Int?
    private var type: ConnectionType?
    private var page: Int?
    private var isLast: Bool?
    private var reason: String?
    private var request: String?
    private var seconds: Double?
    private var until: Timestamp?
    private var summary: Counts?
    private var steps: Int?
    private var step: StepDocument?
    private var ended: Int?
    private var total: Int?
    private var exitCode: Int32?
    private var error: ErrorDocument?

    /// nil for what only people are told.
    package init?(_ event: RunEvent, of stack: String?, at time: Timestamp) {
        guard let name = event.name else { return nil }
        self.event = name
        self.time = time
        self.stack = stack
        switch event {
        case .runStarted(let command, let version, let stacks):
            formatVersion = "1.0"
            (self.command, self.version, self.stacks) = (command, version, stacks)
        case .filesRead(let files, let connections): (self.files, self.connections) = (files, connections)
        case .account(.page(let listed)):
            (type, page, connections, isLast) = (listed.type, listed.page, listed.connections, listed.isLast)
        case .account(.repeating(let error, let delay)):
            (reason, request) = (error.kind.rawValue, error.request)
            seconds = Double(Int(delay / .milliseconds(1))) / 1000
            until = time + delay
        case .planned(let plan): (summary, steps) = (.plan(plan.summary), plan.steps.count)
        case .drifted(let found): summary = .drift(found)
        case .applyStarted(let steps): self.steps = steps
        case .stepStarted(let step): self.step = StepDocument(step)
        case .stepFinished(let result, let ended, let total):
            step = StepDocument(result)
            (self.ended, self.total) = (ended, total)
        case .stackFinished(let status, let report):
            exitCode = status
            error = report.map { ErrorDocument($0) }
        case .runFinished(let status): exitCode = status
        case .ledger, .account: break
        }
    }

    /// The document as one line with its line break; the same value gives the same bytes.
    package func line() throws -> String { try JSONText.line(self) }

    private enum Counts: Encodable {
        case plan(Plan.Summary)
        case drift(Drift.Summary)

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .plan(let counts): try counts.encode(to: encoder)
            case .drift(let counts): try counts.encode(to: encoder)
            }
        }
    }
}

extension RunEvent {
    /// nil for what only people are told.
    fileprivate var name: Name? {
        switch self {
        case .runStarted: .runStarted
        case .filesRead: .filesRead
        case .account(.page): .listPage
        case .account(.repeating): .waiting
        case .planned: .plan
        case .drifted: .drift
        case .applyStarted: .applyStarted
        case .stepStarted: .stepStarted
        case .stepFinished: .stepFinished
        case .stackFinished: .stackFinished
        case .runFinished: .runFinished
        case .ledger, .account: nil
        }
    }
}
