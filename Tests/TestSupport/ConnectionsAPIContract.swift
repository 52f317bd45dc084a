import Connections
package import PictoryAPI
package import Sandbox
import Testing

/// What every implementation of `ConnectionsAPI` does alike: each rule of the API's reference, and each way to fail.
///
/// An implementation's test is one parameterised line:
///
/// ```swift
/// @Test("the client keeps the contract", arguments: ConnectionsAPIContract.rules)
/// func contract(_ rule: ConnectionsAPIContract.Rule) async throws {
///     try await rule.check { behavior, body in
///         let sandbox = try Sandbox.fixture(behavior: behavior)
///         try await body(.init(api: sandbox, sandbox: sandbox))
///     }
/// }
/// ```
///
/// A client over a network needs a deadline of well under a second, since one rule waits for it.
package enum ConnectionsAPIContract {
    /// The implementation under test, and the sandbox that is at its other end.
    package struct Subject: Sendable {
        package var api: any ConnectionsAPI
        package var sandbox: Sandbox

        package init(api: any ConnectionsAPI, sandbox: Sandbox) {
            self.api = api
            self.sandbox = sandbox
        }
    }

    package struct Rule: Sendable, CustomTestStringConvertible {
        /// A sentence.
        package var name: String
        package var behavior: SandboxBehavior
        var body: @Sendable (Subject) async throws -> Void

        init(
            _ name: String,
            _ behavior: SandboxBehavior = SandboxBehavior(),
            _ body: @escaping @Sendable (Subject) async throws -> Void
        ) {
            self.name = name
            self.behavior = behavior
            self.body = body
        }

        package var testDescription: String { name }

        /// Checks the rule on a subject that `withSubject` makes for an empty sandbox of the behavior.
        package func check(
            _ withSubject: (SandboxBehavior, (Subject) async throws -> Void) async throws -> Void
        ) async throws {
            try await withSubject(behavior, body)
        }
    }

    package static let rules: [Rule] = [
        readRules, descriptionRules,
        createRules, clashRules, clashStatusRules, badFieldRules, updateRules, clearingRules, versionRules, deleteRules,
        statusRules, waitRules, errorBodyRules, brokenWriteRules, lostAnswerRules, oddPageRules, garbageRules,
    ].flatMap { $0 }
}

extension ConnectionsAPIContract.Subject {
    func seed(_ connections: SandboxConnection...) throws {
        try sandbox.replaceWorld(with: SandboxWorld(connections))
    }

    /// All pages of the list, and the keys that led from one to the next.
    func list(_ type: ConnectionType) async throws -> (items: [LiveConnection], keys: [String]) {
        var items: [LiveConnection] = []
        var keys: [String] = []
        repeat {
            let page = try await api.page(of: type, after: keys.last)
            for case .live(let live) in page.items {
                items.append(live)
            }
            guard let key = page.nextPageKey else { return (items, keys) }
            keys.append(key)
        } while keys.count < 100
        return (items, keys)
    }

    /// The error of the call; records an issue when it succeeds.
    func error(
        of call: (any ConnectionsAPI) async throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> APIError? {
        await #expect(throws: APIError.self, sourceLocation: sourceLocation) { try await call(api) }
    }
}
