/// What an AWS connection points at.
///
/// The pair never changes on a connection and is unique in an account.
package struct AWSLocation: Sendable, Hashable, Comparable {
    /// Exactly 12 digits; leading zeros count.
    package var accountID: String
    /// For example `us-east-2`.
    package var region: String

    package init(accountID: String, region: String) {
        self.accountID = accountID
        self.region = region
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.accountID, left.region) < (right.accountID, right.region)
    }
}

/// The visible fields that only one type of connection has.
package enum ConnectionDetails: Sendable, Hashable {
    case aws(AWSLocation)
    case vimeo(clientIdentifier: String)

    package var type: ConnectionType {
        switch self {
        case .aws: .aws
        case .vimeo: .vimeo
        }
    }

    /// nil for Vimeo.
    package var location: AWSLocation? {
        switch self {
        case .aws(let location): location
        case .vimeo: nil
        }
    }

    /// Whether both are of the same AWS account and region, or both of Vimeo.
    package func isAtSameLocation(as other: Self) -> Bool {
        switch (self, other) {
        case (.aws(let own), .aws(let other)): own == other
        case (.vimeo, .vimeo): true
        case (.aws, .vimeo), (.vimeo, .aws): false
        }
    }

    /// nil for AWS.
    package var clientIdentifier: String? {
        switch self {
        case .aws: nil
        case .vimeo(let clientIdentifier): clientIdentifier
        }
    }
}
