import Connections
import PictoryAPI
import Sandbox
import Synchronization

/// The API as a mutant uses it.
final class MutantAPI: ConnectionsAPI {
    private struct State {
        /// What the latest list or answer said of each connection.
        var known: [ConnectionID: LiveConnection] = [:]
        /// Fences that were never set.
        var pretended: [ConnectionID: LiveConnection] = [:]
    }

    private let access: SimulatedAccess
    private let mutant: Mutant
    private let deletes: @Sendable () -> Set<ConnectionID>
    private let state = Mutex(State())

    init(access: SimulatedAccess, mutant: Mutant, deletes: @escaping @Sendable () -> Set<ConnectionID>) {
        self.access = access
        self.mutant = mutant
        self.deletes = deletes
    }

    func page(of type: ConnectionType, after key: String?) async throws(APIError) -> ConnectionPage {
        let page = try await softened { () throws(APIError) in try await access.page(of: type, after: key) }
        for item in page.items {
            if case .live(let live) = item { state.withLock { $0.known[live.id] = live } }
        }
        return page
    }

    func connection(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) -> LiveConnection {
        if let pretended = state.withLock({ $0.pretended[id] }) { return pretended }
        let isBelieved =
            mutant == .fenceNotReadBack || mutant == .listTakenAsTruth && !deletes().contains(id)
        if isBelieved, let known = state.withLock({ $0.known[id] }) { return known }
        return try await softened { () throws(APIError) in try await access.connection(id, of: type) }
    }

    func create(_ new: NewConnection) async throws(APIError) -> WriteAnswer {
        var new = new
        switch mutant {
        case .secretsMixedUp: new.credentials = new.credentials?.mixedUp
        case .createdEnabled: new.enabled = true
        default: break
        }
        let sent = new
        do throws(APIError) {
            return try await softened { () throws(APIError) in try await access.create(sent) }
        } catch {
            guard mutant == .blindCreateRetry, error.outcome == .unknown else { throw error }
            return try await access.create(new)
        }
    }

    func update(_ id: ConnectionID, with update: ConnectionUpdate) async throws(APIError) -> WriteAnswer {
        var update = update
        switch mutant {
        case .unfencedDelete where !update.enabled && deletes().contains(id):
            return pretend(id, update)
        case .versionJustRead: update.expectedVersion = try await access.connection(id, of: update.type).version
        case .descriptionCleared: update.description = ""
        case .secretsMixedUp: update.credentials = update.credentials?.mixedUp
        default: break
        }
        let sent = update
        do throws(APIError) {
            let answer = try await softened { () throws(APIError) in try await access.update(id, with: sent) }
            remember(id, sent, answer)
            return answer
        } catch {
            if mutant == .guessedVersion, error.kind == .conflict {
                update.expectedVersion += 1
                return try await access.update(id, with: update)
            }
            if mutant == .noReadBack, error.outcome == .unknown {
                return WriteAnswer(id: id, version: sent.expectedVersion + 1)
            }
            throw error
        }
    }

    func delete(_ id: ConnectionID, of type: ConnectionType) async throws(APIError) {
        try await softened { () throws(APIError) in try await access.delete(id, of: type) }
    }

    private func pretend(_ id: ConnectionID, _ update: ConnectionUpdate) -> WriteAnswer {
        state.withLock { state in
            var live = state.known[id]
            live?.version = update.expectedVersion + 1
            live?.enabled = false
            state.pretended[id] = live
        }
        return WriteAnswer(id: id, version: update.expectedVersion + 1)
    }

    private func remember(_ id: ConnectionID, _ update: ConnectionUpdate, _ answer: WriteAnswer) {
        guard mutant != .listTakenAsTruth else { return }
        state.withLock { state in
            state.known[id]?.version = answer.version
            state.known[id]?.name = update.name
            state.known[id]?.enabled = update.enabled
            state.known[id]?.description = update.description
        }
    }

    /// Takes a refused key for a passing failure, or tries again and again, where the mutant does.
    private func softened<Answer>(_ body: () async throws(APIError) -> Answer) async throws(APIError) -> Answer {
        var attempts = 0
        while true {
            do throws(APIError) {
                return try await body()
            } catch {
                attempts += 1
                if mutant == .endlessRetries, error.outcome == .refused, error.kind != .cancelled, attempts < 400 {
                    continue
                }
                guard mutant == .refusedKeyIgnored, error.kind == .unauthorized else { throw error }
                var passing = error
                passing.kind = .badRequest
                throw passing
            }
        }
    }
}

extension RequestCredentials {
    /// One for the other.
    fileprivate var mixedUp: Self { Self(clientSecret: accessToken, accessToken: clientSecret) }
}
