/// An item of a list that lacks what managing it needs, such as an id or a version.
package struct UnmanageableConnection: Sendable, Hashable {
    package var type: ConnectionType
    package var id: ConnectionID?
    package var name: String?
    /// Of AWS, where it has both; nobody else can have it.
    package var location: AWSLocation?
    /// The field that could not be understood, and how.
    package var reason: String

    package init(
        type: ConnectionType,
        id: ConnectionID? = nil,
        name: String? = nil,
        location: AWSLocation? = nil,
        reason: String
    ) {
        self.type = type
        self.id = id
        self.name = name
        self.location = location
        self.reason = reason
    }
}
