package import Connections

/// A write by someone else, as from the vendor's dashboard, while a request is under way.
package enum SandboxEdit: Sendable, Hashable {
    /// Which connection, by its id or by its type and name.
    package enum Target: Sendable, Hashable {
        case id(ConnectionID)
        case key(ConnectionKey)
    }

    /// Adds a connection; the rules are not asked.
    case create(ConnectionRecord)
    /// Writes these fields; with none of them the version moves and nothing visible changes, as with new secrets.
    case update(Target, set: RequestBody)
    case delete(Target)
}

extension SandboxModel {
    /// Does the edit, or says why not.
    ///
    /// - Throws: ``Refusal`` when its connection does not exist or a rule forbids the edit.
    package mutating func apply(_ edit: SandboxEdit, newID: ConnectionID, at time: Timestamp) throws(Refusal) {
        switch edit {
        case .create(let record):
            put(record.connection(newID: newID, at: time))
        case .update(let target, let set):
            let live = try connection(target).live
            var body = RequestBody()
            body["version"] = .integer(live.version)
            body[.name] = .string(live.name)
            body[.description] = .string(live.description)
            for (field, value) in set.fields {
                body[field] = value
            }
            _ = try update(live.type, live.id, body, at: time)
        case .delete(let target):
            let live = try connection(target).live
            try delete(live.type, live.id)
        }
    }

    private func connection(_ target: SandboxEdit.Target) throws(Refusal) -> SandboxConnection {
        let found: SandboxConnection?
        let title: String
        switch target {
        case .id(let id):
            found = world[id]
            title = id.rawValue
        case .key(let key):
            found = world[key]
            title = key.name
        }
        guard let found else { throw Refusal(404, "there is no connection '\(title)' to edit") }
        return found
    }
}
