/// A connection as the account has it.
package struct LiveConnection: Sendable, Hashable {
    package var id: ConnectionID
    /// A positive count of the writes so far; an update must name it.
    package var version: Int
    package var name: String
    /// Empty when there is none: absent, null and "" mean the same.
    package var description: String
    package var enabled: Bool
    package var details: ConnectionDetails
    /// RFC 3339 with milliseconds, as the API sent it; nil when it did not.
    package var createdDate: String?
    /// RFC 3339 with milliseconds, as the API sent it; nil when it did not.
    package var updatedDate: String?

    package var type: ConnectionType { details.type }

    package init(
        id: ConnectionID,
        version: Int,
        name: String,
        description: String = "",
        enabled: Bool = true,
        details: ConnectionDetails,
        createdDate: String? = nil,
        updatedDate: String? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.description = description
        self.enabled = enabled
        self.details = details
        self.createdDate = createdDate
        self.updatedDate = updatedDate
    }
}
