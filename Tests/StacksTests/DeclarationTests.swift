import Connections
import Diagnostics
import Stacks
import Testing

@Suite("What files declare")
struct DeclarationTests {
    @Test("is read into connections with the defaults of the contract")
    func minimal() throws {
        let stack = try read(
            """
            # marketing.yaml
            connections:
              - type: aws
                name: Marketing assets
                awsAccountId: 012345678901
                awsRegion: us-east-2
              - type: vimeo
                name: Main channel
                clientIdentifier: 925dbcbdc591d6463c5e
                clientSecret: ${env:VIMEO_SECRET}
                accessToken: "${env:VIMEO_TOKEN}"
            """
        )
        #expect(
            stack.desired.connections == [
                DesiredConnection(
                    name: "Marketing assets",
                    details: .aws(AWSLocation(accountID: "012345678901", region: "us-east-2")),
                    place: SourcePlace(file: "c.yaml", line: 3, column: 5)
                ),
                DesiredConnection(
                    name: "Main channel",
                    details: .vimeo(clientIdentifier: "925dbcbdc591d6463c5e"),
                    credentials: VimeoCredentials(
                        clientSecret: CredentialSource(
                            reference: .environment("VIMEO_SECRET"),
                            value: Secret(canary)
                        ),
                        accessToken: CredentialSource(
                            reference: .environment("VIMEO_TOKEN"),
                            value: Secret("canary-secret-4712")
                        )
                    ),
                    place: SourcePlace(file: "c.yaml", line: 7, column: 5)
                ),
            ]
        )
        #expect(stack.desired.tombstones.isEmpty)
        #expect(stack.warnings.isEmpty)
        #expect(stack.name == "stack")
    }

    @Test("has every optional key")
    func everyKey() throws {
        let stack = try read(
            """
            connections:
              - type: aws
                id: 20251217080657842fux3au9kh1p0j5s
                name: Assets
                renamedFrom: [Old assets, "Older"]
                description: |
                  Two
                  lines
                awsAccountId: "123456789012"
                awsRegion: eu-west-1
                enabled: false
                state: present
                protected: true
                ignore: [description, enabled]
                replace: deleteFirst
                grace: 1d12h30m
              - type: vimeo
                name: Channel
                renamedFrom: Former
                clientIdentifier: x
                clientSecret: ${env:VIMEO_SECRET}
                accessToken: ${env:VIMEO_TOKEN}
                credentialsRevision: 3
            """
        )
        let aws = try #require(stack.desired.connections.first)
        #expect(aws.id == ConnectionID("20251217080657842fux3au9kh1p0j5s"))
        #expect(aws.renamedFrom == ["Old assets", "Older"])
        #expect(aws.description == "Two\nlines\n")
        #expect(!aws.enabled)
        #expect(aws.isProtected)
        #expect(aws.ignored == [.description, .enabled])
        #expect(aws.replaceOrder == .deleteFirst)
        #expect(aws.grace == .seconds(86_400 + 43_200 + 1_800))
        #expect(aws.credentialsRevision == nil)
        let vimeo = try #require(stack.desired.connections.last)
        #expect(vimeo.renamedFrom == ["Former"])
        #expect(vimeo.credentialsRevision == 3)
    }

    @Test("has tombstones, which need a type and a name only and resolve no secrets")
    func tombstones() throws {
        let stack = try read(
            """
            connections:
              - {type: aws, name: "Old assets!", state: absent}
              - {type: vimeo, name: Old, state: absent, id: abc, protected: true, clientSecret: "${env:NOT_SET}"}
            """
        )
        #expect(stack.desired.connections.isEmpty)
        #expect(
            stack.desired.tombstones == [
                Tombstone(type: .aws, name: "Old assets!", place: SourcePlace(file: "c.yaml", line: 2, column: 5)),
                Tombstone(
                    type: .vimeo,
                    name: "Old",
                    id: ConnectionID("abc"),
                    isProtected: true,
                    place: SourcePlace(file: "c.yaml", line: 3, column: 5)
                ),
            ]
        )
    }

    @Test("leaves the values of secrets out when references are not to be resolved")
    func unresolved() throws {
        let stack = try read(
            "connections:\n" + vimeo(clientSecret: "${env:NOT_SET}", accessToken: "${file:none}"),
            resolvesSecrets: false
        )
        let credentials = try #require(stack.desired.connections.first?.credentials)
        #expect(credentials.clientSecret == CredentialSource(reference: .environment("NOT_SET")))
        #expect(credentials.accessToken == CredentialSource(reference: .file("none")))
    }

    @Test("comes from all documents of all files, in the order of paths and lines")
    func order() throws {
        let stack = try read([
            "b.yml": "connections:\n" + aws(name: "three", account: "\"000000000003\""),
            "a/z.yaml": "connections:\n" + aws(name: "one", account: "\"000000000001\"") + "---\nconnections:\n"
                + aws(name: "two", account: "\"000000000002\""),
            "c.txt": "not read", ".hidden.yaml": "not: read", ".git/x.yaml": "not: read", "a/.x/y.yaml": "not: read",
        ])
        #expect(stack.desired.connections.map(\.name) == ["one", "two", "three"])
        #expect(stack.desired.connections.map(\.place.file) == ["a/z.yaml", "a/z.yaml", "b.yml"])
    }

    @Test("may use anchors, aliases and merges")
    func merges() throws {
        let stack = try read(
            """
            connections:
              - &base {type: aws, name: one, awsAccountId: "000000000001", awsRegion: &region us-east-2, enabled: false}
              - {<<: *base, name: two, awsAccountId: "000000000002"}
              - {<<: *base, name: three, awsAccountId: "000000000003", awsRegion: *region, enabled: true}
            """
        )
        #expect(stack.desired.connections.map(\.name) == ["one", "two", "three"])
        #expect(stack.desired.connections.map(\.enabled) == [false, false, true])
        #expect(stack.desired.connections.map(\.details.location?.region) == ["us-east-2", "us-east-2", "us-east-2"])
        #expect(stack.desired.connections.map(\.place.line) == [2, 3, 4])
    }

    @Test("may be nothing, if it says so")
    func explicitlyEmpty() throws {
        #expect(try read("connections: []").desired == DesiredState())
    }

    @Test(
        "fault 9: text stays the text it is",
        arguments: [
            "no", "off", "012", "1_000", "12:30:45", ".inf", "0x1F", "2001-01-01", "1e3", "+1", "true", "'null'",
            "\"~\"", "<<",
            "!!str 12", "0o14", "=", "y",
        ]
    )
    func textStaysText(text: String) throws {
        let stack = try read("connections:\n" + aws("description: \(text)"))
        let plain = text.split(separator: " ").last.map { $0.filter { $0 != "'" && $0 != "\"" } }
        #expect(stack.desired.connections.first?.description == plain)
    }

    @Test(
        "fault 10: account ids keep their zeros, plain or quoted",
        arguments: ["012345678901", "\"012345678901\"", "'012345678901'", "!!str 012345678901"]
    )
    func accountIDs(text: String) throws {
        let stack = try read("connections:\n" + aws(account: text))
        #expect(stack.desired.connections.first?.details.location?.accountID == "012345678901")
    }

    @Test(
        "accepts regions that are made like one, known or not",
        arguments: [
            "us-east-1", "us-gov-west-1", "ap-southeast-7", "us-isob-east-1", "eusc-de-east-1", "xx-north-12",
        ]
    )
    func regions(region: String) throws {
        #expect(try read("connections:\n" + aws(region: region)).desired.connections.count == 1)
    }

    @Test(
        "warns of regions that nobody knows, and proposes the one that was probably meant",
        arguments: [
            (
                "us-east-9",
                "did you mean 'us-east-1'? If AWS has opened it since, name it in policy.regions of patchbay.yaml"
            ),
            ("xxxx-yy-north-12", "If AWS has opened it since, name it in policy.regions of patchbay.yaml"),
            ("eu-west-3", nil),
        ] as [(String, String?)]
    )
    func unknownRegions(region: String, hint: String?) throws {
        let stack = try read("connections:\n" + aws(region: region))
        #expect(stack.warnings.map(\.code) == (hint == nil ? [] : [.unknownRegion]))
        #expect(stack.warnings.first?.hint == hint)
    }

    @Test(
        "refuses a region that does not end in a direction and a number: it would replace the connection",
        arguments: ["us-esat-1", "us-eats-1", "eu-wset-2", "xx-nowhere-12", "east-1", "us-east-"]
    )
    func misspeltRegions(region: String) {
        #expect(throws: InvalidStack.self) { try read("connections:\n" + aws(region: region)) }
    }

    @Test("takes a new region that the policy names without a word")
    func namedRegions() throws {
        let stack = try read("connections:\n" + aws(region: "us-east-9"), settings: "policy: {regions: [us-east-9]}")
        #expect(stack.warnings.isEmpty)
    }
}
