import Connections
import FoundationEssentials
import NIOHTTP1
import Sandbox

/// Finds what a request asks for, and gets its answer.
struct SandboxRouter: Sendable {
    let server: SandboxServer

    func answer(to request: IncomingRequest) async throws -> OutgoingAnswer {
        let sandbox = server.sandbox
        if server.hasControl, request.path.first == "sandbox" {
            return try await SandboxControl(sandbox: sandbox).answer(to: request)
        }
        let wanted: SandboxRequest
        do throws(Refusal) {
            wanted = try apiRequest(request)
        } catch {
            sandbox.note(method: request.head.method.rawValue, path: request.rawPath, status: error.status)
            return OutgoingAnswer(error, sandbox.behavior)
        }
        return OutgoingAnswer(try await sandbox.perform(wanted), sandbox.behavior)
    }

    private func apiRequest(_ request: IncomingRequest) throws(Refusal) -> SandboxRequest {
        guard request.path.first == "pictoryapis" else {
            throw Refusal(404, "this is the patchbay sandbox; its API is under /pictoryapis")
        }
        guard server.key.accepts(request.head.headers.first(name: "Authorization")) else {
            throw Refusal(401, "the API key is missing or wrong")
        }
        guard !request.isTooLarge else {
            throw Refusal(413, "the body is larger than \(server.bodyLimit) bytes")
        }
        let path = request.path.dropFirst()
        guard path.count == 2 || path.count == 3, path.first == "v1",
            let type = ConnectionType.allCases.first(where: { $0.pathComponent == path.dropFirst().first })
        else {
            throw Refusal(404, "there is no such path")
        }
        let id = path.count == 3 ? path.last.map(ConnectionID.init(_:)) : nil
        switch (request.head.method, id) {
        case (.GET, nil): return .list(type, after: request.query["nextPageKey"])
        case (.GET, let id?): return .get(type, id)
        case (.POST, nil): return .create(type, try body(of: request))
        case (.PUT, let id?): return .update(type, id, try body(of: request))
        case (.DELETE, let id?): return .delete(type, id)
        default: throw Refusal(405, "the method \(request.head.method.rawValue) is not for this path")
        }
    }

    private func body(of request: IncomingRequest) throws(Refusal) -> RequestBody {
        guard request.isJSON else { throw Refusal(400, "Content-Type must be application/json") }
        return try RequestBody(json: request.body)
    }
}
