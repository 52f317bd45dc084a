import Connections

extension NewConnection {
    /// The body of the create: every field in the order of the API's reference, so that equal connections give equal bytes.
    package var wireBody: [UInt8] {
        var object = WireWriter()
        object.add("name", name)
        object.add("description", description)
        switch details {
        case .aws(let location):
            object.add("awsAccountId", location.accountID)
            object.add("awsRegion", location.region)
        case .vimeo(let clientIdentifier):
            object.add("clientIdentifier", clientIdentifier)
        }
        object.add(credentials)
        object.add("enabled", enabled)
        return object.finished()
    }
}

extension ConnectionUpdate {
    /// The body of the update: every field that may be written, in the order of the API's reference.
    package var wireBody: [UInt8] {
        var object = WireWriter()
        object.add("name", name)
        object.add("description", description)
        if let clientIdentifier { object.add("clientIdentifier", clientIdentifier) }
        object.add(credentials)
        object.add("enabled", enabled)
        object.add("version", expectedVersion)
        return object.finished()
    }
}

extension WireWriter {
    /// The one place where secrets leave their type.
    fileprivate mutating func add(_ credentials: RequestCredentials?) {
        guard let credentials else { return }
        add("clientSecret", credentials.clientSecret.exposedForRequest)
        add("accessToken", credentials.accessToken.exposedForRequest)
    }
}
