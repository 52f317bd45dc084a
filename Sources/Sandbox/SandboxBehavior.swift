/// The sandbox's choice for each point that the API's reference leaves open.
///
/// Every choice is one that a client must accept. The defaults are what `docs/reference/sandbox.md` promises.
package struct SandboxBehavior: Sendable, Hashable {
    /// What an update without `description` does to it.
    package enum OmittedDescription: String, Sendable, Hashable, Codable, CaseIterable {
        case kept
        case cleared
    }

    /// How an answer shows that a connection has no description.
    package enum EmptyDescription: String, Sendable, Hashable, Codable, CaseIterable {
        case omitted
        case null
        case emptyString
    }

    /// How much of the connection a successful write answers.
    package enum WriteAnswers: String, Sendable, Hashable, Codable, CaseIterable {
        /// As the reference's examples: without type and dates, but for the Vimeo update, which is whole.
        case documented
        case whole
        /// The id and the version only.
        case sparse
    }

    /// The form of an error's body.
    package enum ErrorBody: String, Sendable, Hashable, Codable, CaseIterable {
        /// `{"message": "…"}`
        case message
        /// `{"error": {"code": "…", "message": "…"}}`
        case errorObject
        case text
        case html
        case nothing
    }

    /// Among which connections of the account no two may have the same name.
    package enum ClashScope: String, Sendable, Hashable, Codable, CaseIterable {
        case type
        /// Those of both types together.
        case account
    }

    /// What a list continues after.
    package enum Paging: String, Sendable, Hashable, Codable, CaseIterable {
        /// The last connection of the page before, oldest first: writes between two pages hide and repeat nothing.
        case cursor
        /// So many connections, the one written last first: writes between two pages hide or repeat some.
        case offset
    }

    /// 200 or 201.
    package var createStatus = 201
    /// 400 or 422.
    package var validationStatus = 400
    /// Of a name, or account and region, that is taken: 409, or 400 or 422.
    ///
    /// A stale version is always 409.
    package var clashStatus = 409
    package var clashScope = ClashScope.type
    package var omittedDescription = OmittedDescription.kept
    package var emptyDescription = EmptyDescription.omitted
    package var writeAnswers = WriteAnswers.documented
    package var errorBody = ErrorBody.message
    /// At least 1.
    package var pageSize = 10
    package var paging = Paging.cursor
    /// How many writes ago a list was true; 0 when it is always true.
    package var staleWrites = 0
    /// Whether the rules for names and lengths, which are documented for Vimeo, hold for AWS too.
    package var strictAWS = true
    /// Whether names and descriptions lose the spaces around them.
    package var trimsText = false
    /// How many characters of a description are kept, and the rest is cut off; nil for all.
    package var descriptionLength: Int?

    package init() {}

    /// The default behavior, changed: `SandboxBehavior { $0.pageSize = 3 }`.
    package init(_ change: (inout Self) -> Void) {
        self.init()
        change(&self)
    }
}

extension SandboxBehavior: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case createStatus
        case validationStatus
        case clashStatus
        case clashScope
        case omittedDescription
        case emptyDescription
        case writeAnswers
        case errorBody
        case pageSize
        case paging
        case staleWrites
        case strictAWS
        case trimsText
        case descriptionLength
    }

    /// Reads the choices that differ from the defaults.
    package init(from decoder: any Decoder) throws {
        self.init()
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
            value = try container.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        func choose<Choice: RawRepresentable<String> & CaseIterable>(_ key: CodingKeys, _ value: inout Choice) throws {
            value = try container.choice(Choice.self, forKey: key) ?? value
        }
        try read(.createStatus, into: &createStatus)
        try read(.validationStatus, into: &validationStatus)
        try read(.clashStatus, into: &clashStatus)
        try choose(.clashScope, &clashScope)
        try choose(.omittedDescription, &omittedDescription)
        try choose(.emptyDescription, &emptyDescription)
        try choose(.writeAnswers, &writeAnswers)
        try choose(.errorBody, &errorBody)
        try read(.pageSize, into: &pageSize)
        try choose(.paging, &paging)
        try read(.staleWrites, into: &staleWrites)
        try read(.strictAWS, into: &strictAWS)
        try read(.trimsText, into: &trimsText)
        try read(.descriptionLength, into: &descriptionLength)
        try decoder.check(pageSize >= 1, CodingKeys.pageSize, "must be at least 1")
        try decoder.check(staleWrites >= 0, CodingKeys.staleWrites, "must not be negative")
        try decoder.check(descriptionLength ?? 1 >= 1, CodingKeys.descriptionLength, "must be at least 1")
        try decoder.check((200...299).contains(createStatus), CodingKeys.createStatus, "must be a 2xx status")
        try decoder.check((400...499).contains(validationStatus), CodingKeys.validationStatus, "must be a 4xx status")
        try decoder.check((400...499).contains(clashStatus), CodingKeys.clashStatus, "must be a 4xx status")
    }
}
