package import AWSRequests
package import AWSRole
package import Connections

/// What was read of an AWS account, and what is to be held against it.
package struct AWSFacts: Sendable {
    /// A declared connection.
    package struct Declared: Sendable, Hashable {
        package var stack: String
        package var name: String
        package var location: AWSLocation

        package init(stack: String, name: String, location: AWSLocation) {
            self.stack = stack
            self.name = name
            self.location = location
        }
    }

    /// What became of the search for the role.
    package enum RoleReading: Sendable {
        case found(LiveRole)
        /// With the names of roles that trust the vendor's account, as far as they could be listed.
        case missing(others: [String])
        case unknown(AWSError)
    }

    package var identity: AWSAccount.Identity
    package var role: RoleReading
    /// In the order of the command line.
    package var buckets: [(name: BucketName, place: Result<AWSAccount.BucketPlace, AWSError>)]
    /// In the order of stacks and files.
    package var declared: [Declared]

    package init(
        identity: AWSAccount.Identity,
        role: RoleReading,
        buckets: [(name: BucketName, place: Result<AWSAccount.BucketPlace, AWSError>)],
        declared: [Declared]
    ) {
        self.identity = identity
        self.role = role
        self.buckets = buckets
        self.declared = declared
    }
}
