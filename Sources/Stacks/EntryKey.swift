import Connections

/// The keys of an entry under `connections`.
enum EntryKey: String, CaseIterable {
    case type
    case name
    case description
    case awsAccountId
    case awsRegion
    case enabled
    case clientIdentifier
    case clientSecret
    case accessToken
    case id
    case renamedFrom
    case state
    case protected
    case ignore
    case replace
    case grace
    case credentialsRevision

    static let names = allCases.map(\.rawValue)

    /// The only type of connection that has the key; nil when both have it.
    var onlyType: ConnectionType? {
        switch self {
        case .awsAccountId, .awsRegion: .aws
        case .clientIdentifier, .clientSecret, .accessToken, .credentialsRevision: .vimeo
        case .type, .name, .description, .enabled, .id, .renamedFrom, .state, .protected, .ignore, .replace, .grace: nil
        }
    }

    /// Its value may only be a reference, and nothing else that stands there is ever shown.
    var isSecret: Bool { self == .clientSecret || self == .accessToken }
}
