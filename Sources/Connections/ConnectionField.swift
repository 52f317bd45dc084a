/// A field of a connection, under the name it has in files, plans and the API.
package enum ConnectionField: String, Sendable, Hashable, Codable, CaseIterable {
    case name
    case description
    case awsAccountId
    case awsRegion
    case clientIdentifier
    case enabled
    case clientSecret
    case accessToken

    /// Write-only in the API, so it never has a value in a plan.
    package var isSensitive: Bool { self == .clientSecret || self == .accessToken }
}
