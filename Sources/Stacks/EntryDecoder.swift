import Connections
import Diagnostics
import YAMLTree

/// Turns the entries of one file into desired connections and tombstones.
///
/// It goes on after a mistake, so that one run reports all of an entry's; what it returns then is not used, since a stack
/// with errors is refused as a whole. What the entry claims is noted even so.
struct EntryDecoder {
    private let reader: NodeReader
    private var policy: PolicyCheck
    private let secrets: SecretFields
    private let fileName: String
    /// The key that each key number of the tree stands for.
    private let keys: [EntryKey?]
    /// What unknown keys of the entry at hand were probably meant to be.
    private var guesses: [EntryKey] = []
    private var guessByNumber: [Int: EntryKey?] = [:]
    /// The pairs of the entry at hand, in the order of the file.
    private var pairs: [(key: EntryKey, pair: YAMLPair)] = []
    private var entry: YAMLNode

    init(_ reader: NodeReader, fileName: String, policy: StackSettings.Policy, secrets: SecretFields) {
        self.reader = reader
        self.fileName = fileName
        self.policy = PolicyCheck(policy, reader: reader)
        self.secrets = secrets
        keys = (0..<reader.tree.keyCount).map { EntryKey(rawValue: reader.tree.key($0)) }
        entry = reader.tree.documents[0]
    }

    mutating func decode(_ node: YAMLNode, into desired: inout DesiredState, claims: inout Claims) {
        entry = node
        collectPairs()
        let type = value(.type).flatMap { reader.choice($0, for: EntryKey.type.rawValue, of: ConnectionType.allCases) }
        let state = value(.state).flatMap { reader.choice($0, for: EntryKey.state.rawValue, of: EntryState.allCases) }
        let isAbsent = state == .absent
        reportMissing(type: type, isAbsent: isAbsent)
        guard let type else {
            decodeWithoutType(isAbsent: isAbsent, claims: &claims)
            return
        }
        reportMisplaced(type: type)
        let name = name(type: type, isAbsent: isAbsent)
        let details = details(type: type, isAbsent: isAbsent, claims: &claims)
        let connection = DesiredConnection(
            name: name ?? "",
            description: description() ?? "",
            enabled: boolean(.enabled) ?? true,
            details: details ?? Self.noDetails,
            id: id(claims: &claims),
            renamedFrom: renamedFrom(type: type, name: name, claims: &claims),
            isProtected: boolean(.protected) ?? false,
            ignored: ignored(),
            replaceOrder: choice(.replace, of: [.createFirst, .deleteFirst]) ?? .createFirst,
            grace: grace(),
            credentialsRevision: value(.credentialsRevision).flatMap {
                reader.integer($0, for: EntryKey.credentialsRevision.rawValue, in: 0...1_000_000_000)
            },
            credentials: secrets.credentials(
                clientSecret: value(.clientSecret),
                accessToken: value(.accessToken),
                resolve: !isAbsent,
                reader: reader
            ),
            place: place
        )
        guard let name else { return }
        claims.names.append(Claims.Name(key: ConnectionKey(type, name), isAbsent: isAbsent, spot: claimSpot(.name)))
        if isAbsent {
            desired.tombstones.append(
                Tombstone(type: type, name: name, id: connection.id, isProtected: connection.isProtected, place: place)
            )
        } else if details != nil {
            desired.connections.append(consume connection)
        }
    }

    // MARK: Keys

    private enum EntryState: String, CaseIterable {
        case present
        case absent
    }

    /// Stands in until the errors of the entry are reported.
    private static let noDetails = ConnectionDetails.vimeo(clientIdentifier: "")

    private mutating func collectPairs() {
        pairs.removeAll(keepingCapacity: true)
        guesses.removeAll(keepingCapacity: true)
        for pair in reader.tree.pairs(of: entry) {
            if let key = keys[pair.keyNumber] {
                pairs.append((key, pair))
            } else {
                reader.reportUnknownKey(pair, among: EntryKey.names)
                if let guess = guess(pair.keyNumber) { guesses.append(guess) }
            }
        }
    }

    private mutating func guess(_ number: Int) -> EntryKey? {
        // A file of so many keys is not one of ours, and guessing takes its time.
        guard keys.count <= 1_000 else { return nil }
        if let known = guessByNumber[number] { return known }
        let nearest = Suggestion.nearest(to: reader.tree.key(number), among: EntryKey.names).flatMap(EntryKey.init)
        guessByNumber[number] = .some(nearest)
        return nearest
    }

    private func pair(_ key: EntryKey) -> YAMLPair? { pairs.first { $0.key == key }?.pair }

    private func value(_ key: EntryKey) -> YAMLNode? { pair(key)?.value }

    private var place: SourcePlace {
        let span = reader.tree.span(of: entry)
        return SourcePlace(file: fileName, line: Int(span.line), column: Int(span.column))
    }

    /// Where a claim is reported: at the value, or at the entry when many entries merged the value.
    private func claimSpot(_ key: EntryKey) -> Spot {
        guard let pair = pair(key), !pair.isMerged else { return reader.spot(of: entry) }
        return reader.spot(of: pair.value)
    }

    private func reportMissing(type: ConnectionType?, isAbsent: Bool) {
        let needed = isAbsent ? Self.alwaysNeeded : Self.needed(type)
        // A closure, since a reference to the method would copy the decoder for each entry.
        guard needed.contains(where: { isMissing($0) }) else { return }
        let missing = needed.filter { isMissing($0) }
        let list = missing.map { "'\($0.rawValue)'" }.joined(separator: " and ")
        reader.report(
            .missingField,
            entry,
            "the entry has no \(list)",
            hint: "add " + missing.map { "'\($0.rawValue): \(example($0))'" }.joined(separator: " and ")
        )
    }

    /// Not where the key is misspelt, which was reported as such.
    private func isMissing(_ key: EntryKey) -> Bool { pair(key) == nil && !guesses.contains(key) }

    private static let alwaysNeeded: [EntryKey] = [.type, .name]
    private static let neededOfAWS = alwaysNeeded + [.awsAccountId, .awsRegion]
    private static let neededOfVimeo = alwaysNeeded + [.clientIdentifier, .clientSecret, .accessToken]

    /// The keys that an entry of the type must have; nil where it does not say which.
    private static func needed(_ type: ConnectionType?) -> [EntryKey] {
        switch type {
        case .aws: neededOfAWS
        case .vimeo: neededOfVimeo
        case nil: alwaysNeeded
        }
    }

    private func example(_ key: EntryKey) -> String {
        switch key {
        case .type: pairs.contains { $0.key.onlyType == .vimeo } ? "vimeo" : "aws"
        case .name: "Marketing assets"
        case .awsAccountId: "\"012345678901\""
        case .awsRegion: "us-east-2"
        case .clientSecret: "${env:VIMEO_CLIENT_SECRET}"
        case .accessToken: "${env:VIMEO_ACCESS_TOKEN}"
        default: "…"
        }
    }

    private func reportMisplaced(type: ConnectionType) {
        for (key, pair) in pairs {
            guard let onlyType = key.onlyType, onlyType != type else { continue }
            reader.report(
                .misplacedField,
                pair.key,
                "'\(key.rawValue)' belongs to \(onlyType.rawValue) connections, and this one is \(type.rawValue)",
                hint: "remove it, or write 'type: \(onlyType.rawValue)'"
            )
        }
    }

    /// Checks what can be checked, so that the missing type is not the only thing that is reported.
    private func decodeWithoutType(isAbsent: Bool, claims: inout Claims) {
        _ = value(.name).flatMap { reader.text($0, for: EntryKey.name.rawValue) }
        if pair(.awsAccountId) != nil { _ = details(type: .aws, isAbsent: isAbsent, claims: &claims) }
        if pair(.clientIdentifier) != nil { _ = details(type: .vimeo, isAbsent: isAbsent, claims: &claims) }
        _ = (description(), boolean(.enabled), boolean(.protected), id(claims: &claims), ignored(), grace())
        _ = secrets.credentials(
            clientSecret: value(.clientSecret),
            accessToken: value(.accessToken),
            resolve: false,
            reader: reader
        )
    }

    // MARK: Values

    private func boolean(_ key: EntryKey) -> Bool? {
        value(key).flatMap { reader.boolean($0, for: key.rawValue) }
    }

    private func choice<Choice: RawRepresentable<String>>(_ key: EntryKey, of choices: [Choice]) -> Choice? {
        value(key).flatMap { reader.choice($0, for: key.rawValue, of: choices) }
    }

    /// A text that is not empty and not longer than the API takes.
    private func text(_ key: EntryKey, longest: Int) -> String? {
        guard let node = value(key), let text = reader.text(node, for: key.rawValue) else { return nil }
        guard !EntryRules.isLonger(text, than: longest) else {
            reader.report(
                .tooLong,
                node,
                "'\(key.rawValue)' has \(text.unicodeScalars.count) characters, and \(longest) are allowed",
                hint: "shorten it"
            )
            return nil
        }
        return text
    }

    private func nonEmptyText(_ key: EntryKey, longest: Int) -> String? {
        guard let text = text(key, longest: longest) else { return nil }
        guard !text.isEmpty, let node = value(key) else {
            if let node = value(key) {
                reader.report(.invalidValue, node, "'\(key.rawValue)' is empty", hint: "give it a value")
            }
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            reader.report(.invalidValue, node, "'\(key.rawValue)' has a line break or a tab in it", hint: "remove it")
            return nil
        }
        return text
    }

    private func description() -> String? {
        value(.description).map { reader.checkEnd($0, for: EntryKey.description.rawValue) }
        return text(.description, longest: EntryRules.longestDescription)
    }

    private mutating func name(type: ConnectionType, isAbsent: Bool) -> String? {
        guard let node = value(.name), let name = reader.text(node, for: EntryKey.name.rawValue) else { return nil }
        reader.checkEnd(node, for: EntryKey.name.rawValue)
        // A tombstone names what is live, and that may break today's rules.
        guard !isAbsent else {
            if name.isEmpty { reader.report(.invalidName, node, "the name is empty", hint: "name the live connection") }
            return name.isEmpty ? nil : name
        }
        reader.reportName(node, NameRules.verdict(on: name, type: type), name: name)
        policy.check(name: name, at: node)
        return name.isEmpty ? nil : name
    }

    private func details(type: ConnectionType, isAbsent: Bool, claims: inout Claims) -> ConnectionDetails? {
        switch type {
        case .aws:
            let accountID = value(.awsAccountId).flatMap(reader.accountID)
            let region = value(.awsRegion).flatMap(reader.region)
            if !isAbsent {
                if let accountID, let node = value(.awsAccountId) { policy.check(accountID: accountID, at: node) }
                if let region, let node = value(.awsRegion) { policy.check(region: region, at: node) }
            }
            guard let accountID, let region else { return nil }
            let location = AWSLocation(accountID: accountID, region: region)
            if !isAbsent { claims.locations.append((location, claimSpot(.awsAccountId))) }
            return .aws(location)
        case .vimeo:
            return nonEmptyText(.clientIdentifier, longest: EntryRules.longestClientIdentifier)
                .map { .vimeo(clientIdentifier: $0) }
        }
    }

    private func id(claims: inout Claims) -> ConnectionID? {
        guard let id = nonEmptyText(.id, longest: EntryRules.longestID) else { return nil }
        claims.ids.append((id, claimSpot(.id)))
        return ConnectionID(id)
    }

    private func renamedFrom(type: ConnectionType, name: String?, claims: inout Claims) -> [String] {
        guard let node = value(.renamedFrom) else { return [] }
        let former = reader.texts(node, for: EntryKey.renamedFrom.rawValue, orOne: true) ?? []
        for (text, node) in former {
            reader.checkEnd(node, for: EntryKey.renamedFrom.rawValue)
            if text.isEmpty {
                reader.report(
                    .invalidName,
                    node,
                    "the former name is empty",
                    hint: "write the name it had, or remove it"
                )
            } else {
                claims.formerNames.append(
                    Claims.FormerName(former: ConnectionKey(type, text), own: name, spot: reader.spot(of: node))
                )
            }
        }
        return former.map(\.text)
    }

    private func ignored() -> Set<ConnectionField> {
        guard let node = value(.ignore) else { return [] }
        var fields: Set<ConnectionField> = []
        for (text, node) in reader.texts(node, for: EntryKey.ignore.rawValue) ?? [] {
            if text == ConnectionField.description.rawValue || text == ConnectionField.enabled.rawValue {
                ConnectionField(rawValue: text).map { _ = fields.insert($0) }
            } else {
                reader.report(
                    .invalidValue,
                    node,
                    "\(Echo.quoted(text)) can't be ignored",
                    hint: "only 'description' and 'enabled' can be left to the live connection"
                )
            }
        }
        return fields
    }

    private func grace() -> Duration? {
        guard let node = value(.grace), let text = reader.text(node, for: EntryKey.grace.rawValue) else { return nil }
        if let duration = GraceText.duration(text) { return duration }
        reader.report(
            .invalidValue,
            node,
            "\(Echo.quoted(text)) is not a time",
            hint: "write days, hours, minutes and seconds up to a year, such as 'grace: 72h' or 'grace: 1d12h'"
        )
        return nil
    }
}
