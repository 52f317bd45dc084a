import PictoryAPI
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("The client over a socket")
struct ContractTests {
    @Test("keeps the contract", arguments: ConnectionsAPIContract.rules)
    func contract(rule: ConnectionsAPIContract.Rule) async throws {
        try await rule.check { behavior, body in
            let sandbox = try Sandbox.fixture(behavior: behavior)
            try await SandboxServer(sandbox).whileServing { address in
                try await Fixture.withClient(address.baseURL, limits: Fixture.shortLimits) { client in
                    try await body(.init(api: client, sandbox: sandbox))
                }
            }
        }
    }
}
