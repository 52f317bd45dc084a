import Connections
import Foundation
import TestSupport
import Testing

@testable import PictoryAPI

@Suite("Secrets in what an API says of connections")
struct EchoedSecretsTests {
    private static let secret = "canary/secret+\"0123456789"
    private static let echoed = EchoedSecrets([Secret(secret), Secret("canary-short"), Secret("another-canary-0123")])

    private static func live(_ change: (inout LiveConnection) -> Void) -> LiveConnection {
        let location = AWSLocation(accountID: "012345678901", region: "us-east-2")
        var live = LiveConnection(id: ConnectionID("2025a"), version: 3, name: "Assets", details: .aws(location))
        change(&live)
        return live
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    @Test(
        "fault 17: a secret is found as a whole, however it is written",
        arguments: [
            secret, "x\(secret)y", secret.uppercased(), "canary\\/secret\\u002b\\\"0123456789",
            "canary%2Fsecret%2b%220123456789", "canary&#x2f;secret&plus;&quot;0123456789", base64(secret),
            base64("x" + secret), base64("xy\(secret)z"),
            base64(secret).replacing("+", with: "-").replacing("/", with: "_"),
            base64(secret).replacing("+", with: "-"), secret.replacing("/", with: "_"),
            secret.utf8.map { String($0, radix: 16) }.joined(), "canary=2Fsecret=2B=220123=\n456789",
            "(another-canary-0123)",
        ]
    )
    func found(text: String) {
        #expect(Self.echoed.isIn(text))
        // Wherever it stands: of the text not every place is looked at.
        for count in 1...8 { #expect(Self.echoed.isIn(String(repeating: ".", count: count) + text + ".")) }
        #expect(Self.echoed.isIn(String(repeating: "before ", count: 1000) + text + " after"))
    }

    @Test(
        "a part of one and what is too short to be told from a name are not taken for one",
        arguments: [
            "", "Assets", "canary-short", String(secret.dropLast()), "another-canary-012", "another canary 0123",
        ]
    )
    func notFound(text: String) {
        #expect(!Self.echoed.isIn(text))
    }

    @Test("fault 17: a connection that holds one is left alone, and what is shown of it does not show it")
    func page() {
        let lives = [
            Self.live { _ in },
            Self.live { $0.name = "my \(Self.secret)" },
            Self.live { $0.description = Self.base64(Self.secret) },
            Self.live { $0.id = ConnectionID(Self.secret) },
            Self.live { $0.updatedDate = Self.secret },
            Self.live { $0.details = .vimeo(clientIdentifier: Self.secret) },
            Self.live { $0.details = .aws(AWSLocation(accountID: "012345678901", region: Self.secret)) },
        ]
        let strange = UnmanageableConnection(
            type: .aws,
            id: ConnectionID(Self.secret),
            name: Self.secret,
            location: AWSLocation(accountID: Self.secret, region: "us-east-2"),
            reason: "it has no 'version'"
        )
        let page = ConnectionPage(items: lives.map { .live($0) } + [.unmanageable(strange)], nextPageKey: "key")
        let reason = "it holds a secret of this run, which is not shown"
        let location = lives[0].details.location
        #expect(location != nil)
        let left = { (type: ConnectionType, id: String?, name: String?, location: AWSLocation?) in
            let id = id.map { ConnectionID($0) }
            return ListedConnection.unmanageable(
                UnmanageableConnection(type: type, id: id, name: name, location: location, reason: reason)
            )
        }
        var masked = strange
        (masked.id, masked.name, masked.location) = (nil, nil, nil)
        #expect(
            Self.echoed.checked(page)
                == ConnectionPage(
                    items: [
                        .live(lives[0]), left(.aws, "2025a", nil, location), left(.aws, "2025a", "Assets", location),
                        left(.aws, nil, "Assets", location), left(.aws, "2025a", "Assets", location),
                        left(.vimeo, "2025a", "Assets", nil), left(.aws, "2025a", "Assets", nil),
                        .unmanageable(masked),
                    ],
                    nextPageKey: "key"
                )
        )
        #expect(EchoedSecrets([]).checked(page) == page)
    }

    @Test("an answer about one connection that holds one cannot be used")
    func answers() throws {
        let good = Self.live { _ in }
        try #expect(Self.echoed.checked(good) == good)
        #expect(throws: WireAnswerError("holds a secret of this run")) {
            try Self.echoed.checked(Self.live { $0.description = Self.secret })
        }
        let answer = WriteAnswer(id: ConnectionID("2025a"), version: 3, name: "Assets")
        try #expect(Self.echoed.checked(answer) == answer)
        #expect(throws: WireAnswerError("holds a secret of this run")) {
            try Self.echoed.checked(WriteAnswer(id: ConnectionID(Self.secret), version: 3))
        }
    }

    @Test("ten thousand secrets with one beginning are looked for in ten thousand names in a moment")
    func many() {
        let secrets = (0..<10_000).map { Secret("vimeo-token-canary-\($0 + 10_000)") }
        let echoed = EchoedSecrets(secrets)
        let names = (0..<10_000).map { "vimeo-token-canary of connection \($0)" }
        let time = processorTime {
            #expect(!names.contains(where: echoed.isIn))
            #expect(echoed.isIn("vimeo-token-canary-19999"))
        }
        // A debug build is slow, and yet far from what comparing each with each would take.
        #expect(time < .seconds(20))
    }
}
