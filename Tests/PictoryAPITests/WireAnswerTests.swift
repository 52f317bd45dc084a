import Connections
import Testing

@testable import PictoryAPI

@Suite("Answers of the API")
struct WireAnswerTests {
    private static let aws = """
        {"connectionId": "2025a", "name": "Assets", "description": "Of the web team", "awsAccountId": "012345678901", \
        "awsRegion": "us-east-2", "type": "AWS", "enabled": true, "createdDate": "2025-12-17T08:06:56.862Z", \
        "updatedDate": "2025-12-18T08:06:56.862Z", "version": 3}
        """

    private static let live = LiveConnection(
        id: ConnectionID("2025a"),
        version: 3,
        name: "Assets",
        description: "Of the web team",
        details: .aws(AWSLocation(accountID: "012345678901", region: "us-east-2")),
        createdDate: "2025-12-17T08:06:56.862Z",
        updatedDate: "2025-12-18T08:06:56.862Z"
    )

    private static func page(_ text: String, _ type: ConnectionType = .aws) throws(WireAnswerError) -> ConnectionPage {
        try ConnectionPage(decoding: Array(text.utf8), type: type)
    }

    /// The only item of a list of one.
    private static func item(_ text: String, _ type: ConnectionType = .aws) throws -> ListedConnection {
        let items = try page("{\"Items\": [\(text)]}", type).items
        try #require(items.count == 1)
        return items[0]
    }

    @Test("a page has its items in order and the key of the next one")
    func pages() throws {
        let vimeo = """
            {"version": 1, "clientIdentifier": "c", "enabled": false, "name": "Channel", "connectionId": "2025v"}
            """
        #expect(try Self.page(#"{"Items": []}"#) == ConnectionPage(items: []))
        #expect(try Self.page("\u{FEFF} { \"Items\" : [ ] } \r\n") == ConnectionPage(items: []))
        let page = try Self.page("{\"nextPageKey\": \"a+/=&\", \"Items\": [\(Self.aws),\(Self.aws)]}")
        #expect(page == ConnectionPage(items: [.live(Self.live), .live(Self.live)], nextPageKey: "a+/=&"))
        let channel = LiveConnection(
            id: ConnectionID("2025v"),
            version: 1,
            name: "Channel",
            enabled: false,
            details: .vimeo(clientIdentifier: "c")
        )
        #expect(try Self.item(vimeo, .vimeo) == .live(channel))
    }

    @Test(
        "fault 27: a body that is no list is an error and never an empty list",
        arguments: [
            ("", "is empty", false), (" \n", "is empty", false), ("null", "is null, not an object", true),
            ("[]", "is an array, not an object", true), ("\"x\"", "is a string, not an object", true),
            ("7", "is a number, not an object", true), ("{}", "has no list 'Items'", true),
            (#"{"items": []}"#, "has no list 'Items'", true),
            (#"{"Items": null}"#, "has null in 'Items', not a list", true),
            (#"{"Items": {}}"#, "has an object in 'Items', not a list", true),
            (#"{"Items": [], "Items": "x"}"#, "has a string in 'Items', not a list", true),
            (#"{"Items": [], "nextPageKey": 7}"#, "has a number as 'nextPageKey', not a string", true),
            (#"{"Items": [], "nextPageKey": {}}"#, "has an object as 'nextPageKey', not a string", true),
            (#"{"Items": [], "nextPageKey": "\ud800"}"#, "has broken Unicode as 'nextPageKey', not a string", true),
            ("<!DOCTYPE html>", "is not JSON: a value is missing, at byte 0", false),
            (#"{"Items": []"#, "is not JSON: it ends in the middle, at byte 12", false),
            (#"{"Items": []} x"#, "is not JSON: text follows after the end, at byte 14", false),
        ]
    )
    func noList(text: String, reason: String, isJSON: Bool) throws {
        let error = try #require(throws: WireAnswerError.self) { try Self.page(text) }
        #expect(error.reason == reason)
        #expect(error.isJSON == isJSON)
    }

    @Test(
        "an absent, null or empty key of the next page means that there is none",
        arguments: ["", #", "nextPageKey": null"#, #", "nextPageKey": """#]
    )
    func lastPage(member: String) throws {
        #expect(try Self.page("{\"Items\": []\(member)}").nextPageKey == nil)
    }

    @Test("a key of the next page that no URL can hold is an error")
    func hugeKey() throws {
        let key = String(repeating: "k", count: 16 * 1024)
        #expect(try Self.page("{\"Items\": [], \"nextPageKey\": \"\(key)\"}").nextPageKey == key)
        #expect(throws: WireAnswerError.self) { try Self.page("{\"Items\": [], \"nextPageKey\": \"\(key)k\"}") }
    }

    @Test(
        "fault 28: unknown, repeated and reordered members change nothing",
        arguments: [
            (#""version": 3"#, #""version": "x", "extra": [{"a": [1.5e-3, true, null]}], "version": 3"#),
            (#""type": "AWS""#, #""type": "aws""#), (#""type": "AWS""#, #""type": null"#),
            (#""type": "AWS""#, #""x": 1"#),
            (#""version": 3"#, #""version": 3.0"#), (#""version": 3"#, #""version": 3e0"#),
            (#""version": 3"#, #""version": 30E-1"#),
            (#""name": "Assets""#, #""name": "A\u0073s\u0065ts""#),
        ]
    )
    func tolerated(original: String, replacement: String) throws {
        try #require(Self.aws.contains(original))
        #expect(try Self.item(Self.aws.replacing(original, with: replacement)) == .live(Self.live))
    }

    @Test(
        "an absent, null or empty description is the same, and dates may be anything",
        arguments: [
            #""name": "n""#, #""name": "n", "description": null"#, #""name": "n", "description": """#,
            #""name": "n", "createdDate": 7, "updatedDate": []"#,
        ]
    )
    func equalDescriptions(members: String) throws {
        let item = try Self.item(
            "{\"connectionId\": \"i\", \"version\": 1, \"enabled\": true, \"clientIdentifier\": \"c\", \(members)}",
            .vimeo
        )
        let expected = LiveConnection(
            id: ConnectionID("i"),
            version: 1,
            name: "n",
            details: .vimeo(clientIdentifier: "c")
        )
        #expect(item == .live(expected))
    }

    @Test(
        "what is read may break the rules for what is written",
        arguments: [
            (#""012345678901""#, #""x""#), (#""us-east-2""#, #""""#), (#""Assets""#, #""""#),
            (#""Assets""#, #""\u001b[31m\u202e\ud83d\ude00""#), (#""2025a""#, #""a/../b?c#d e""#),
            (#""2025a""#, #""...""#),
        ]
    )
    func free(original: String, replacement: String) throws {
        guard case .live = try Self.item(Self.aws.replacing(original, with: replacement)) else {
            Issue.record("\(replacement) is not unmanageable")
            return
        }
    }

    @Test(
        "fault 28: an item that cannot be understood is kept, with the reason and what is known of it",
        arguments: [
            (#""2025a""#, #""""#, "its 'connectionId' cannot stand in a request path"),
            (#""2025a""#, #""..""#, "its 'connectionId' cannot stand in a request path"),
            (#""2025a""#, #"".""#, "its 'connectionId' cannot stand in a request path"),
            (#""2025a""#, "7", "its 'connectionId' is a number, not a string"),
            (#""2025a""#, "null", "its 'connectionId' is null, not a string"),
            (#""connectionId""#, #""id""#, "it has no 'connectionId'"),
            (#""Assets""#, #""\ud800x""#, "its 'name' is broken Unicode, not a string"),
            (#""Assets""#, #""\udc00\ud800""#, "its 'name' is broken Unicode, not a string"),
            (#""Assets""#, #""\x""#, "its 'name' is broken Unicode, not a string"),
            (#""Assets""#, "[]", "its 'name' is an array, not a string"),
            (#""AWS""#, #""VIMEO""#, "its 'type' is not 'AWS'"),
            (#""AWS""#, "1", "its 'type' is a number, not a string"),
            ("true", #""true""#, "its 'enabled' is a string, not true or false"),
            ("true", "null", "its 'enabled' is null, not true or false"),
            (#""enabled""#, #""x""#, "it has no 'enabled'"),
            (#""Of the web team""#, "{}", "its 'description' is an object, not a string"),
            (#""us-east-2""#, "null", "its 'awsRegion' is null, not a string"),
            (#""awsAccountId""#, #""x""#, "it has no 'awsAccountId'"),
            (#""012345678901""#, "12345678901", "its 'awsAccountId' is a number, not a string"),
            (#""version""#, #""x""#, "it has no 'version'"),
            (": 3}", #": "3"}"#, "its 'version' is a string, not a number"),
            (": 3}", ": -1}", "its 'version' is not a positive whole number"),
            (": 3}", ": 0}", "its 'version' is not a positive whole number"),
            (": 3}", ": 3.5}", "its 'version' is not a positive whole number"),
            (": 3}", ": 1e-1}", "its 'version' is not a positive whole number"),
            (": 3}", ": 9223372036854775808}", "its 'version' is not a positive whole number"),
            (": 3}", ": 1e999999999}", "its 'version' is not a positive whole number"),
            (": 3}", ": 9007199254740993.0}", "its 'version' is not a positive whole number"),
        ]
    )
    func unmanageable(original: String, replacement: String, reason: String) throws {
        try #require(Self.aws.contains(original))
        let text = Self.aws.replacing(original, with: replacement)
        let page = try Self.page("{\"Items\": [\(Self.aws), \(text), \(Self.aws)]}")
        try #require(page.items.count == 3)
        #expect(page.items[0] == .live(Self.live))
        #expect(page.items[2] == .live(Self.live))
        guard case .unmanageable(let item) = page.items[1] else {
            Issue.record("\(page.items[1])")
            return
        }
        #expect(item.reason == reason)
        #expect(item.type == .aws)
        #expect(item.name == (reason.contains("'name'") ? nil : "Assets"))
        #expect(
            item.location
                == (reason.contains("'awsAccountId'") || reason.contains("'awsRegion'")
                    ? nil : Self.live.details.location)
        )
        if !reason.contains("connectionId") { #expect(item.id == ConnectionID("2025a")) }
    }

    @Test("the largest version is understood, and an item that is no object is kept")
    func edges() throws {
        guard case .live(let live) = try Self.item(Self.aws.replacing(": 3}", with: ": 9223372036854775807}")) else {
            Issue.record("not live")
            return
        }
        #expect(live.version == .max)
        for (text, noun) in [("7", "a number"), ("null", "null"), ("[[{}]]", "an array"), ("\"x\"", "a string")] {
            let item = UnmanageableConnection(type: .vimeo, reason: "it is \(noun), not an object")
            #expect(try Self.item(text, .vimeo) == .unmanageable(item))
        }
    }

    @Test("a page has a bound on its items", arguments: [(2, true), (3, true), (4, false)])
    func tooManyItems(count: Int, isAccepted: Bool) throws {
        let items = [String](repeating: "{}", count: count).joined(separator: ", ")
        var scanner = WireScanner(Array("{\"Items\": [\(items)], \"Items\": [\(items)]}".utf8))
        let page = try WirePage(from: &scanner, type: .aws, mostItems: 3)
        let result = Result { () throws(WireAnswerError) in try page.page() }
        switch result {
        case .success(let page): #expect(isAccepted && page.items.count == count)
        case .failure(let error): #expect(!isAccepted && error.reason == "has more than 3 items on one page")
        }
    }

    @Test("a single connection has to be usable, and the one that was asked for")
    func single() throws {
        let body = Array(Self.aws.utf8)
        #expect(try LiveConnection(decoding: body, id: Self.live.id, type: .aws) == Self.live)
        let other = try #require(throws: WireAnswerError.self) {
            try LiveConnection(decoding: body, id: ConnectionID("2025b"), type: .aws)
        }
        #expect(other.reason == "holds another connection than the one that was asked for")
        let type = try #require(throws: WireAnswerError.self) {
            try LiveConnection(decoding: body, id: Self.live.id, type: .vimeo)
        }
        #expect(type.reason == "holds a connection that cannot be used: its 'type' is not 'VIMEO'")
    }

    @Test("the answer to a write needs only the id and the version")
    func writes() throws {
        let id = ConnectionID("i")
        let least = Array(#"{"connectionId": "i", "version": 1}"#.utf8)
        #expect(try WriteAnswer(decoding: least, id: nil, type: .vimeo) == WriteAnswer(id: id, version: 1))
        #expect(try WriteAnswer(decoding: least, id: id, type: .aws) == WriteAnswer(id: id, version: 1))
        #expect(throws: WireAnswerError.self) { try WriteAnswer(decoding: least, id: ConnectionID("j"), type: .aws) }
        #expect(try WriteAnswer(decoding: Array(Self.aws.utf8), id: nil, type: .aws) == WriteAnswer(Self.live))
        for text in [
            "", "{}", "[]", #"{"connectionId": "i"}"#, #"{"version": 1}"#, #"{"connectionId": "..", "version": 1}"#,
            #"{"connectionId": "i", "version": 1, "enabled": "true"}"#,
            #"{"connectionId": "i", "version": 1, "name": 7}"#,
            #"{"connectionId": "i", "version": 1, "type": "AWS"}"#,
        ] {
            #expect(throws: WireAnswerError.self) { try WriteAnswer(decoding: Array(text.utf8), id: nil, type: .vimeo) }
        }
    }
}
