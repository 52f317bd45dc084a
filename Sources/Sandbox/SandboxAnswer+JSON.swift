import Connections
package import FoundationEssentials

extension SandboxAnswer {
    /// The body of an answer over HTTP.
    package struct Body: Sendable, Hashable {
        /// nil when the body is empty.
        package var contentType: String?
        package var bytes: Data
    }

    package func body(_ behavior: SandboxBehavior) -> Body {
        switch content {
        case .page(let page):
            let items = page.items.map { ShownConnection($0, .all, behavior.emptyDescription) }
            return .json(ShownPage(items: items, nextPageKey: page.nextPageKey))
        case .connection(let connection, let fields):
            return .json(ShownConnection(connection, fields, behavior.emptyDescription))
        case .nothing:
            return Body(contentType: nil, bytes: Data())
        case .message(let message):
            return behavior.errorBody.body(saying: message, status: status)
        case .raw(let text, let contentType):
            return Body(contentType: contentType, bytes: Data(text.utf8))
        }
    }
}

extension SandboxAnswer.Body {
    /// The value as JSON, its keys sorted, so that equal answers are equal bytes.
    package static func json(_ value: some Encodable) -> Self {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Self(contentType: "application/json", bytes: try encoder.encode(value))
        } catch {
            preconditionFailure("strings, numbers and booleans always encode: \(error)")
        }
    }
}

extension SandboxBehavior.ErrorBody {
    fileprivate func body(saying message: String, status: Int) -> SandboxAnswer.Body {
        switch self {
        case .message:
            return .json(["message": message])
        case .errorObject:
            return .json(["error": ["code": "E\(status)", "message": message]])
        case .text:
            return SandboxAnswer.Body(contentType: "text/plain; charset=utf-8", bytes: Data(message.utf8))
        case .html:
            let text = message.htmlEscaped
            let page = "<html><head><title>\(text)</title></head><body><h1>\(text)</h1></body></html>"
            return SandboxAnswer.Body(contentType: "text/html; charset=utf-8", bytes: Data(page.utf8))
        case .nothing:
            return SandboxAnswer.Body(contentType: nil, bytes: Data())
        }
    }
}

private struct ShownPage: Encodable {
    var items: [ShownConnection]
    var nextPageKey: String?

    enum CodingKeys: String, CodingKey {
        case items = "Items"
        case nextPageKey
    }
}

/// A connection as an answer shows it: secrets never, the rest as far as asked.
private struct ShownConnection: Encodable {
    let connection: SandboxConnection
    let fields: SandboxAnswer.Fields
    let emptyDescription: SandboxBehavior.EmptyDescription

    init(
        _ connection: SandboxConnection,
        _ fields: SandboxAnswer.Fields,
        _ emptyDescription: SandboxBehavior.EmptyDescription
    ) {
        self.connection = connection
        self.fields = fields
        self.emptyDescription = emptyDescription
    }

    enum CodingKeys: String, CodingKey {
        case connectionId
        case version
        case name
        case description
        case enabled
        case awsAccountId
        case awsRegion
        case clientIdentifier
        case type
        case createdDate
        case updatedDate
    }

    func encode(to encoder: any Encoder) throws {
        let live = connection.live
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(live.id, forKey: .connectionId)
        try container.encode(live.version, forKey: .version)
        guard fields != .idAndVersion else { return }
        try container.encode(live.name, forKey: .name)
        try container.encode(live.enabled, forKey: .enabled)
        if !live.description.isEmpty || emptyDescription == .emptyString {
            try container.encode(live.description, forKey: .description)
        } else if emptyDescription == .null {
            try container.encodeNil(forKey: .description)
        }
        switch live.details {
        case .aws(let location):
            try container.encode(location.accountID, forKey: .awsAccountId)
            try container.encode(location.region, forKey: .awsRegion)
        case .vimeo(let clientIdentifier):
            try container.encode(clientIdentifier, forKey: .clientIdentifier)
        }
        guard fields != .allButTypeAndDates else { return }
        try container.encode(live.type.title, forKey: .type)
        try container.encodeIfPresent(live.createdDate, forKey: .createdDate)
        try container.encodeIfPresent(live.updatedDate, forKey: .updatedDate)
    }
}

extension String {
    fileprivate var htmlEscaped: String {
        reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
    }
}
