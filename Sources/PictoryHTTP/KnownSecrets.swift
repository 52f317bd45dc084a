import Connections
import PictoryAPI
import Synchronization

/// The secrets of an account's requests, with what finds them in answers; that is made once, when the first answer needs it,
/// since there can be tens of thousands.
final class KnownSecrets: Sendable {
    private struct State {
        var redactor: Redactor?
        var echoed: EchoedSecrets?
    }

    private let secrets: [Secret]
    private let values: Set<String>
    private let state = Mutex(State())

    init(_ secrets: [Secret]) {
        self.secrets = secrets
        values = Set(secrets.map(\.exposedForRequest))
    }

    /// Masks these secrets, and those of a request that may not be among them.
    func redactor(and others: [Secret]) -> Redactor {
        let known = state.withLock { state in
            let redactor = state.redactor ?? Redactor(secrets)
            state.redactor = redactor
            return redactor
        }
        let unknown = others.filter { !values.contains($0.exposedForRequest) }
        return unknown.isEmpty ? known : Redactor(unknown, and: [known])
    }

    var echoed: EchoedSecrets {
        state.withLock { state in
            let echoed = state.echoed ?? EchoedSecrets(secrets)
            state.echoed = echoed
            return echoed
        }
    }
}
