import Connections
import Testing

@testable import PictoryAPI

@Suite("Bodies of requests")
struct WireBodyTests {
    private static let credentials = RequestCredentials(
        clientSecret: Secret("canary-secret-\"1\""),
        accessToken: Secret("canary-secret-\\2")
    )

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("a create has every field in a fixed order, the description also when it is empty")
    func create() {
        let aws = NewConnection(
            name: "Assets",
            description: "",
            enabled: false,
            details: .aws(AWSLocation(accountID: "012345678901", region: "us-east-2"))
        )
        #expect(
            Self.text(aws.wireBody)
                == #"{"name":"Assets","description":"","awsAccountId":"012345678901","awsRegion":"us-east-2","enabled":false}"#
        )
        let vimeo = NewConnection(
            name: "Channel",
            description: "d",
            enabled: true,
            details: .vimeo(clientIdentifier: "c"),
            credentials: Self.credentials
        )
        #expect(
            Self.text(vimeo.wireBody)
                == #"{"name":"Channel","description":"d","clientIdentifier":"c","clientSecret":"canary-secret-\"1\"","accessToken":"canary-secret-\\2","enabled":true}"#
        )
    }

    @Test("an update has the version, and neither account nor region; secrets only to change them")
    func update() {
        var update = ConnectionUpdate(type: .vimeo, expectedVersion: 7, name: "n", description: "", enabled: true)
        #expect(Self.text(update.wireBody) == #"{"name":"n","description":"","enabled":true,"version":7}"#)
        update.clientIdentifier = "c"
        update.credentials = Self.credentials
        #expect(
            Self.text(update.wireBody)
                == #"{"name":"n","description":"","clientIdentifier":"c","clientSecret":"canary-secret-\"1\"","accessToken":"canary-secret-\\2","enabled":true,"version":7}"#
        )
    }

    @Test(
        "any text comes back as it was",
        arguments: [
            "", "a\"b\\c/d", "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}", "ü€😀\u{202E}\u{2028}", "\\u0041",
            "</script>",
        ]
    )
    func roundTrip(text: String) throws {
        let update = ConnectionUpdate(type: .aws, expectedVersion: 1, name: text, description: text, enabled: true)
        var scanner = WireScanner(update.wireBody)
        try scanner.open()
        for _ in 0..<2 {
            _ = try scanner.key()
            _ = try scanner.kind()
            #expect(scanner.text(try scanner.rawString()) == text)
        }
    }

    @Test("paths are percent-encoded to the unreserved characters")
    func paths() {
        #expect(WirePath.list(.aws) == "/v1/awsconnections")
        #expect(WirePath.list(.vimeo) == "/v1/vimeo-connections")
        #expect(WirePath.connection(ConnectionID("aZ09-._~"), of: .aws) == "/v1/awsconnections/aZ09-._~")
        #expect(
            WirePath.connection(ConnectionID("/?#%+ \u{0}ü"), of: .vimeo)
                == "/v1/vimeo-connections/%2F%3F%23%25%2B%20%00%C3%BC"
        )
        for id in ["", ".", "..", String(repeating: "a", count: 1025)] {
            #expect(WirePath.connection(ConnectionID(id), of: .aws) == nil)
        }
    }
}
