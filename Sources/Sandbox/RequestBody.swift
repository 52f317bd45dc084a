package import Connections
package import FoundationEssentials
package import PictoryAPI

/// The fields of a create or update, by their names in the API; may hold secrets, so it prints without values.
package struct RequestBody: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    package var fields: [String: BodyValue]

    package init(_ fields: [String: BodyValue] = [:]) {
        self.fields = fields
    }

    package subscript(field: String) -> BodyValue? {
        get { fields[field] }
        set { fields[field] = newValue }
    }

    package subscript(field: ConnectionField) -> BodyValue? {
        get { fields[field.rawValue] }
        set { fields[field.rawValue] = newValue }
    }

    package var description: String { "fields \(fields.keys.sorted().joined(separator: ", "))" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension RequestBody {
    /// Reads the JSON of a request.
    ///
    /// - Throws: ``Refusal`` with status 400 when it is not a JSON object.
    package init(json: Data) throws(Refusal) {
        do {
            fields = try JSONDecoder().decode([String: BodyValue].self, from: json)
        } catch {
            throw Refusal(400, "the body must be a JSON object")
        }
    }

    package init(_ new: NewConnection) {
        self.init()
        self[.name] = .string(new.name)
        self[.description] = .string(new.description)
        self[.enabled] = .boolean(new.enabled)
        self[.awsAccountId] = new.details.location.map { .string($0.accountID) }
        self[.awsRegion] = new.details.location.map { .string($0.region) }
        self[.clientIdentifier] = new.details.clientIdentifier.map(BodyValue.string)
        add(new.credentials)
    }

    package init(_ update: ConnectionUpdate) {
        self.init()
        self["version"] = .integer(update.expectedVersion)
        self[.name] = .string(update.name)
        self[.description] = .string(update.description)
        self[.enabled] = .boolean(update.enabled)
        self[.clientIdentifier] = update.clientIdentifier.map(BodyValue.string)
        add(update.credentials)
    }

    private mutating func add(_ credentials: RequestCredentials?) {
        self[.clientSecret] = credentials.map { .string($0.clientSecret.exposedForRequest) }
        self[.accessToken] = credentials.map { .string($0.accessToken.exposedForRequest) }
    }
}

extension RequestBody: Codable {
    package init(from decoder: any Decoder) throws {
        fields = try decoder.singleValueContainer().decode([String: BodyValue].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fields)
    }
}
