import Connections
import PictoryAPI

/// Reads the fields of a request body by the API's rules, and notes every field that breaks one.
struct FieldReader {
    private let body: RequestBody
    private let type: ConnectionType
    private let behavior: SandboxBehavior
    private var problems: [String] = []

    init(_ body: RequestBody, of type: ConnectionType, behavior: SandboxBehavior) {
        self.body = body
        self.type = type
        self.behavior = behavior
    }

    /// Ends the reading.
    ///
    /// - Throws: One ``Refusal`` that names every field that was noted.
    func finish() throws(Refusal) {
        guard problems.isEmpty else {
            throw Refusal(behavior.validationStatus, problems.joined(separator: "; "))
        }
    }

    /// nil when it is left out.
    mutating func name(isRequired: Bool) -> String? {
        guard let name = trimmed(text(.name, isRequired: isRequired)) else { return nil }
        guard hasStrictText else {
            require(!name.isEmpty, .name, "must not be empty")
            return name
        }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || scalar == " " || scalar == "_" || scalar == "-"
        }
        require(!name.isEmpty && name.unicodeScalars.count <= 100, .name, "must have 1 to 100 characters")
        require(isPlain, .name, "may have letters, digits, spaces, '_' and '-' only")
        return name
    }

    /// nil when it is left out, empty when it is null.
    mutating func description() -> String? {
        if body[.description] == .null {
            return ""
        }
        guard let description = trimmed(text(.description, isRequired: false)).map(cut) else { return nil }
        if hasStrictText {
            require(description.unicodeScalars.count <= 250, .description, "must have at most 250 characters")
        }
        return description
    }

    /// nil when it is left out.
    mutating func enabled(isRequired: Bool) -> Bool? {
        switch body[.enabled] {
        case .boolean(let enabled):
            return enabled
        case nil, .null:
            require(!isRequired, .enabled, "is required")
        default:
            note(.enabled, "must be true or false")
        }
        return nil
    }

    mutating func location() -> AWSLocation {
        let account = text(.awsAccountId, isRequired: true)
        let region = text(.awsRegion, isRequired: true)
        if let account {
            let isNumber = account.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            require(isNumber && account.utf8.count == 12, .awsAccountId, "must be a string of exactly 12 digits")
        }
        if let region {
            let isPlain = region.unicodeScalars.allSatisfy { scalar in
                ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
            }
            require(isPlain && !region.isEmpty, .awsRegion, "must be a region such as us-east-2")
        }
        return AWSLocation(accountID: account ?? "", region: region ?? "")
    }

    /// Notes the fields of an update that never change on a connection.
    mutating func refuseLocation() {
        for field in [ConnectionField.awsAccountId, .awsRegion] where body[field] != nil {
            note(field, "cannot be changed")
        }
    }

    /// nil when it is left out.
    mutating func clientIdentifier(isRequired: Bool) -> String? {
        limitedText(.clientIdentifier, isRequired: isRequired)
    }

    /// The secrets of the body; where one of them is left out, that of `old`, and nil when neither has both.
    mutating func credentials(isRequired: Bool, old: RequestCredentials? = nil) -> RequestCredentials? {
        let clientSecret = limitedText(.clientSecret, isRequired: isRequired).map(Secret.init) ?? old?.clientSecret
        let accessToken = limitedText(.accessToken, isRequired: isRequired).map(Secret.init) ?? old?.accessToken
        guard let clientSecret, let accessToken else { return nil }
        return RequestCredentials(clientSecret: clientSecret, accessToken: accessToken)
    }

    /// Whether the body has one of the secrets.
    var hasCredentials: Bool {
        [ConnectionField.clientSecret, .accessToken].contains { field in
            body[field].map { $0 != .null } ?? false
        }
    }

    mutating func version() -> Int {
        switch body["version"] {
        case .integer(let version) where version >= 1:
            return version
        case nil, .null:
            problems.append("version is required")
        default:
            problems.append("version must be a positive whole number")
        }
        return 0
    }

    private var hasStrictText: Bool { type == .vimeo || behavior.strictAWS }

    private mutating func limitedText(_ field: ConnectionField, isRequired: Bool) -> String? {
        guard let text = text(field, isRequired: isRequired) else { return nil }
        require((1...500).contains(text.unicodeScalars.count), field, "must have 1 to 500 characters")
        return text
    }

    private mutating func text(_ field: ConnectionField, isRequired: Bool) -> String? {
        switch body[field] {
        case .string(let text):
            return text
        case nil, .null:
            require(!isRequired, field, "is required")
        default:
            note(field, "must be a string")
        }
        return nil
    }

    private func trimmed(_ text: String?) -> String? {
        guard let text, behavior.trimsText else { return text }
        let start = text.drop { $0 == " " }
        let end = start.lastIndex { $0 != " " }
        return end.map { String(start[...$0]) } ?? ""
    }

    private func cut(_ description: String) -> String {
        behavior.descriptionLength.map { String(description.prefix($0)) } ?? description
    }

    private mutating func require(_ condition: Bool, _ field: ConnectionField, _ message: String) {
        guard !condition else { return }
        note(field, message)
    }

    private mutating func note(_ field: ConnectionField, _ message: String) {
        problems.append("\(field.rawValue) \(message)")
    }
}
