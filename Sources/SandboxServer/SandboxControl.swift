import Connections
import Diagnostics
import FoundationEssentials
import NIOHTTP1
import Sandbox

/// The control API: lets scripts see and set the sandbox's world and faults.
struct SandboxControl: Sendable {
    let sandbox: Sandbox

    func answer(to request: IncomingRequest) async throws -> OutgoingAnswer {
        do {
            switch (request.head.method, request.path.dropFirst().joined(separator: "/")) {
            case (.GET, "state"):
                return json(SandboxState(try sandbox.world()))
            case (.PUT, "state"):
                try sandbox.replaceWorld(with: try decode(SandboxState.self, from: request))
            case (.POST, "faults"):
                sandbox.add(try decode(FaultList.self, from: request).faults)
            case (.DELETE, "faults"):
                sandbox.removeFaults()
            case (.GET, "requests"):
                return json(RequestList(requests: sandbox.journal.entries.map(ShownEntry.init)))
            case (.GET, "holds"):
                if let hold = request.query["wait"] {
                    try await sandbox.untilHeld(hold)
                }
                return json(HoldList(holds: sandbox.heldRequests.map(ShownHold.init)))
            case (.POST, "release"):
                let order = try decode(ReleaseOrder.self, from: request)
                return json(["released": sandbox.release(order.hold, order.drop ?? false ? .drop : .goOn)])
            default:
                throw Refusal(404, "the control API has no \(request.head.method.rawValue) \(request.rawPath)")
            }
            return .whole(status: 204, SandboxAnswer(204, .nothing).body(SandboxBehavior()))
        } catch let refusal as Refusal {
            return OutgoingAnswer(refusal, SandboxBehavior())
        } catch let error as SandboxFileError {
            return OutgoingAnswer(Refusal(500, error.report.message), SandboxBehavior())
        }
    }

    private func json(_ value: some Encodable) -> OutgoingAnswer {
        .whole(status: 200, .json(value))
    }

    private func decode<Value: Decodable>(_ type: Value.Type, from request: IncomingRequest) throws -> Value {
        guard !request.isTooLarge else { throw Refusal(413, "the body is too large") }
        guard request.isJSON else { throw Refusal(400, "Content-Type must be application/json") }
        do {
            return try JSONDecoder().decode(Value.self, from: request.body)
        } catch let error as DecodingError {
            throw Refusal(400, error.plainDescription)
        }
    }
}

private struct FaultList: Decodable {
    var faults: [Fault]
}

private struct ReleaseOrder: Decodable {
    var hold: String
    /// Whether the connection breaks instead of going on.
    var drop: Bool?
}

private struct HoldList: Encodable {
    var holds: [ShownHold]
}

private struct ShownHold: Encodable {
    var hold: String
    var method: String
    var path: String

    init(_ held: HeldRequest) {
        hold = held.hold
        method = held.method
        path = held.path
    }
}

private struct RequestList: Encodable {
    var requests: [ShownEntry]
}

private struct ShownEntry: Encodable {
    var number: Int
    var method: String
    var path: String
    var operation: String?
    var type: String?
    var id: String?
    var name: String?
    var time: String
    var outcome: String
    var status: Int?
    var committed: Bool

    init(_ entry: Journal.Entry) {
        number = entry.number
        method = entry.method
        path = entry.path
        operation = entry.operation?.rawValue
        type = entry.type?.rawValue
        id = entry.id?.rawValue
        name = entry.name
        time = entry.time.description
        committed = entry.hasCommitted
        switch entry.outcome {
        case .underWay: outcome = "underWay"
        case .answered(let answered): (outcome, status) = ("answered", answered)
        case .truncated(let answered): (outcome, status) = ("truncated", answered)
        case .dropped: outcome = "dropped"
        case .silence: outcome = "silence"
        case .abandoned: outcome = "abandoned"
        }
    }
}
