import Connections

/// A connection object of an answer: its fields as they were written, judged only when they are asked for.
///
/// A key that stands twice counts as it stands last; an unknown key is skipped. Not copyable because copies of eleven
/// fields are what reading a long list would spend most of its time on.
struct WireConnection: ~Copyable {
    /// Why an object cannot be used.
    struct Problem: Error, Hashable {
        var reason: String
    }

    private var connectionID: WireScalar?
    private var version: WireScalar?
    private var name: WireScalar?
    private var description: WireScalar?
    private var type: WireScalar?
    private var enabled: WireScalar?
    private var awsAccountID: WireScalar?
    private var awsRegion: WireScalar?
    private var clientIdentifier: WireScalar?
    private var createdDate: WireScalar?
    private var updatedDate: WireScalar?

    /// Takes the object that comes next.
    init(from scanner: inout WireScanner) throws(WireScanner.Failure) {
        try scanner.open()
        while let key = try scanner.key() {
            let key = key.range
            // The length alone tells most keys apart, which spares most comparisons.
            switch key.count {
            case 4 where scanner.matches(key, "name"): name = try WireScalar(from: &scanner)
            case 4 where scanner.matches(key, "type"): type = try WireScalar(from: &scanner)
            case 7 where scanner.matches(key, "version"): version = try WireScalar(from: &scanner)
            case 7 where scanner.matches(key, "enabled"): enabled = try WireScalar(from: &scanner)
            case 9 where scanner.matches(key, "awsRegion"): awsRegion = try WireScalar(from: &scanner)
            case 11 where scanner.matches(key, "description"): description = try WireScalar(from: &scanner)
            case 11 where scanner.matches(key, "createdDate"): createdDate = try WireScalar(from: &scanner)
            case 11 where scanner.matches(key, "updatedDate"): updatedDate = try WireScalar(from: &scanner)
            case 12 where scanner.matches(key, "connectionId"): connectionID = try WireScalar(from: &scanner)
            case 12 where scanner.matches(key, "awsAccountId"): awsAccountID = try WireScalar(from: &scanner)
            case 16 where scanner.matches(key, "clientIdentifier"): clientIdentifier = try WireScalar(from: &scanner)
            default: try scanner.skip()
            }
        }
    }

    // MARK: What it stands for

    /// The live connection, if every field that managing it needs can be understood.
    func live(_ expected: ConnectionType) throws(Problem) -> LiveConnection {
        try check(type: expected)
        return LiveConnection(
            id: try usableID(),
            version: try positiveVersion(),
            name: try required(name, "name"),
            description: try optional(description, "description") ?? "",
            enabled: try requiredBoolean(),
            details: try details(expected),
            createdDate: shown(createdDate),
            updatedDate: shown(updatedDate)
        )
    }

    /// The item of a list: the live connection, or what is known of it and why it is left alone.
    func listed(_ expected: ConnectionType) -> ListedConnection {
        do {
            return .live(try live(expected))
        } catch {
            return .unmanageable(
                UnmanageableConnection(
                    type: expected,
                    id: shown(connectionID).map { ConnectionID($0) },
                    name: shown(name),
                    location: try? details(expected).location,
                    reason: error.reason
                )
            )
        }
    }

    /// The answer to a write, in which all but the id and the version may be missing.
    func writeAnswer(_ expected: ConnectionType) throws(Problem) -> WriteAnswer {
        try check(type: expected)
        return WriteAnswer(
            id: try usableID(),
            version: try positiveVersion(),
            name: try optional(name, "name"),
            description: try optional(description, "description"),
            enabled: try optionalBoolean(),
            awsAccountId: try optional(awsAccountID, "awsAccountId"),
            awsRegion: try optional(awsRegion, "awsRegion"),
            clientIdentifier: try optional(clientIdentifier, "clientIdentifier")
        )
    }

    // MARK: Fields

    private func check(type expected: ConnectionType) throws(Problem) {
        guard let type = try optional(type, "type") else { return }
        guard type.lowercased() == expected.rawValue else {
            throw Problem(reason: "its 'type' is not '\(expected.rawValue.uppercased())'")
        }
    }

    private func usableID() throws(Problem) -> ConnectionID {
        let id = ConnectionID(try required(connectionID, "connectionId"))
        guard WirePath.canHold(id) else {
            throw Problem(reason: "its 'connectionId' cannot stand in a request path")
        }
        return id
    }

    private func positiveVersion() throws(Problem) -> Int {
        switch version {
        case .number(let number?) where number > 0: return number
        case .number: throw Problem(reason: "its 'version' is not a positive whole number")
        default: throw unexpected(version, "version", "a number")
        }
    }

    private func details(_ type: ConnectionType) throws(Problem) -> ConnectionDetails {
        switch type {
        case .aws:
            let account = try required(awsAccountID, "awsAccountId")
            return .aws(AWSLocation(accountID: account, region: try required(awsRegion, "awsRegion")))
        case .vimeo:
            return .vimeo(clientIdentifier: try required(clientIdentifier, "clientIdentifier"))
        }
    }

    private func requiredBoolean() throws(Problem) -> Bool {
        guard let enabled = try optionalBoolean() else { throw unexpected(enabled, "enabled", "true or false") }
        return enabled
    }

    private func optionalBoolean() throws(Problem) -> Bool? {
        switch enabled {
        case .boolean(let value): return value
        case nil, .null: return nil
        default: throw unexpected(enabled, "enabled", "true or false")
        }
    }

    private func required(_ value: WireScalar?, _ field: String) throws(Problem) -> String {
        guard let text = try optional(value, field) else { throw unexpected(value, field, "a string") }
        return text
    }

    private func optional(_ value: WireScalar?, _ field: String) throws(Problem) -> String? {
        switch value {
        case .text(let text): return text
        case nil, .null: return nil
        default: throw unexpected(value, field, "a string")
        }
    }

    /// The text if it is one: for fields that are shown and decide nothing.
    private func shown(_ value: WireScalar?) -> String? {
        guard case .text(let text) = value else { return nil }
        return text
    }

    private func unexpected(_ value: WireScalar?, _ field: String, _ expected: String) -> Problem {
        guard let value else { return Problem(reason: "it has no '\(field)'") }
        return Problem(reason: "its '\(field)' is \(value.noun), not \(expected)")
    }
}
