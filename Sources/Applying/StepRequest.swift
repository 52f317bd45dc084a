package import Connections
package import PictoryAPI

/// One request that a step needs now.
package enum StepRequest: Sendable, Hashable {
    case create(NewConnection)
    case update(ConnectionID, ConnectionUpdate)
    case delete(ConnectionID, ConnectionType)
    case read(ConnectionID, ConnectionType)
    /// Reads what a write has done; counts against the retry budget, as does ``list(_:)``.
    case readBack(ConnectionID, ConnectionType)
    case list(ConnectionType)

    /// Whether the account may be another afterwards.
    package var isWrite: Bool {
        switch self {
        case .create, .update, .delete: true
        case .read, .readBack, .list: false
        }
    }
}

/// What came of a ``StepRequest``.
package enum StepAnswer: Sendable, Hashable {
    case wrote(WriteAnswer)
    case deleted
    case read(LiveConnection)
    case listed([ListedConnection])
    case failed(APIError)
}
