import PictoryAPI
import Sandbox
import SandboxServer
import TestSupport
import Testing

@testable import PictoryHTTP

@Suite("The client and the sandbox over a socket", .serialized, .timeLimit(.minutes(3)))
struct ContractTests {
    @Test("keep the contract of the API together", arguments: ConnectionsAPIContract.rules)
    func contract(rule: ConnectionsAPIContract.Rule) async throws {
        try await rule.check { behavior, body in
            let sandbox = try Sandbox.fixture(behavior: behavior)
            try await SandboxServer(sandbox).whileServing { address in
                try await Fixture.withClient(address.baseURL, limits: Fixture.limits(total: .seconds(6))) { client in
                    try await body(.init(api: client, sandbox: sandbox))
                }
            }
        }
    }
}
