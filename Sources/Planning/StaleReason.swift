package import Connections

/// One thing that keeps a saved plan from being carried out: it moved since, or the plan file is not what was saved.
package struct StaleReason: Sendable, Hashable, Codable {
    /// The raw values are part of the JSON format.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        // The plan file
        case notAPlan = "not-a-plan"
        case truncated
        case edited
        case format

        // The files
        case stackMissing = "stack-missing"
        case settingsChanged = "settings-changed"
        case fileChanged = "file-changed"
        case fileAdded = "file-added"
        case fileMissing = "file-missing"

        // The account
        case otherAPI = "other-api"
        case otherAccount = "other-account"
        case accountNotEmpty = "account-not-empty"
        case unmatched

        // The connections that it touches
        case alreadyApplied = "already-applied"
        case partlyApplied = "partly-applied"
        case versionMoved = "version-moved"
        case connectionRenamed = "connection-renamed"
        case connectionDeleted = "connection-deleted"
        case nameTaken = "name-taken"
        case locationTaken = "location-taken"
        case graceNotOver = "grace-not-over"
        case blocked

        // The plan against planning again
        case changeNotCalledFor = "change-not-called-for"
        case changeDiffers = "change-differs"
        case stepDiffers = "step-differs"
        case summaryDiffers = "summary-differs"
        case planDiffers = "plan-differs"
    }

    package var kind: Kind
    /// nil for what is about no connection.
    package var type: ConnectionType?
    /// nil for what is about no connection.
    package var name: String?
    /// nil for what is about no connection, or about one that was to be created.
    package var connectionId: ConnectionID?
    /// One sentence without its full stop; may hold text from outside, which renderers escape.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// About the connection of a change, which the message names first.
    init(_ kind: Kind, _ change: Change, _ message: String) {
        self.init(kind, "\(change.title) \(message)")
        type = change.type
        name = change.name
        connectionId = change.connectionId
    }
}

extension Change {
    /// The connection in a few words, with its id when it has one.
    fileprivate var title: String {
        "\(type.rawValue) '\(name)'" + (connectionId.map { " (\($0))" } ?? "")
    }
}
