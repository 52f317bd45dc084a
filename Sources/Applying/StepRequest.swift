package import Connections
package import PictoryAPI

/// One request that a step needs now.
package enum StepRequest: Sendable, Hashable {
    case create(NewConnection)
    case update(ConnectionID, ConnectionUpdate)
    case delete(ConnectionID, ConnectionType)
    case read(ConnectionID, ConnectionType)
    /// Reads what a write has done; counts against the retry budget unless the API gave a clear answer to the write.
    case readBack(ConnectionID, ConnectionType, after: APIError.Kind)
    /// Looks for whoever has a name; counts as ``readBack(_:_:after:)`` does.
    case list(ConnectionType, after: APIError.Kind)
}

/// What came of a ``StepRequest``.
package enum StepAnswer: Sendable, Hashable {
    case wrote(WriteAnswer)
    case deleted
    case read(LiveConnection)
    case listed([ListedConnection])
    case failed(APIError)
}
