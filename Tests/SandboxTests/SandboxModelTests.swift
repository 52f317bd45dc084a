import Connections
import PictoryAPI
import Sandbox
import TestSupport
import Testing

/// What the typed API cannot say, such as wrong types and immutable fields; the rest is in the contract.
@Suite("The sandbox's rules")
struct SandboxModelTests {
    @Test(
        "a create with a bad field is refused with 400 and the field's name",
        arguments: [
            (ConnectionType.aws, "name", BodyValue.null, "name is required"),
            (.aws, "name", .integer(1), "name must be a string"),
            (.aws, "name", .string("a\u{E9}"), "name may have"),
            (.aws, "enabled", nil, "enabled is required"),
            (.aws, "enabled", .string("true"), "enabled must be true or false"),
            (.aws, "enabled", .integer(1), "enabled must be true or false"),
            (.aws, "awsAccountId", nil, "awsAccountId is required"),
            (.aws, "awsAccountId", .integer(123_456_789_012), "awsAccountId must be a string"),
            (.aws, "awsAccountId", .string("１２３４５６７８９０１２"), "awsAccountId must be a string of exactly 12 digits"),
            (.aws, "awsRegion", .string("US East"), "awsRegion must be a region"),
            (.aws, "description", .array([]), "description must be a string"),
            (.vimeo, "clientIdentifier", nil, "clientIdentifier is required"),
            (.vimeo, "clientSecret", nil, "clientSecret is required"),
            (.vimeo, "accessToken", .null, "accessToken is required"),
            (.vimeo, "accessToken", .object([:]), "accessToken must be a string"),
        ] as [(ConnectionType, String, BodyValue?, String)]
    )
    func badCreate(type: ConnectionType, field: String, value: BodyValue?, message: String) {
        var model = SandboxModel()
        var body = body(type)
        body[field] = value
        let refusal = refusal { _ = try model.create(type, body, as: ConnectionID("new"), at: time) }
        #expect(refusal?.status == 400)
        #expect(refusal?.message.contains(message) == true)
        #expect(model.world.connections.isEmpty)
    }

    @Test("all bad fields of one request are named together")
    func allProblems() {
        var model = SandboxModel()
        let refusal = refusal { _ = try model.create(.aws, RequestBody(), as: ConnectionID("new"), at: time) }
        #expect(
            refusal?.message
                == "name is required; enabled is required; awsAccountId is required; awsRegion is required"
        )
    }

    @Test(
        "an update with a bad or immutable field is refused with 400",
        arguments: [
            (ConnectionType.aws, "version", nil, "version is required"),
            (.aws, "version", .string("1"), "version must be a positive whole number"),
            (.aws, "version", .number(1.5), "version must be a positive whole number"),
            (.aws, "version", .integer(0), "version must be a positive whole number"),
            (.aws, "name", nil, "name is required"),
            (.aws, "awsAccountId", .string("111122223333"), "awsAccountId cannot be changed"),
            (.aws, "awsRegion", .null, "awsRegion cannot be changed"),
            (.vimeo, "enabled", .string("yes"), "enabled must be true or false"),
        ] as [(ConnectionType, String, BodyValue?, String)]
    )
    func badUpdate(type: ConnectionType, field: String, value: BodyValue?, message: String) {
        var model = SandboxModel(SandboxWorld([.aws("Main"), .vimeo("Main")]))
        let before = model.world
        var body = RequestBody(["version": .integer(1), "name": .string("Main")])
        body[field] = value
        let refusal = refusal { _ = try model.update(type, ConnectionID("\(type)-Main"), body, at: time) }
        #expect(refusal?.status == 400)
        #expect(refusal?.message == message)
        #expect(model.world == before)
    }

    @Test("fields that the API does not know are ignored")
    func unknownFields() throws {
        var model = SandboxModel()
        var body = body(.aws)
        body["colour"] = .string("red")
        body["clientSecret"] = .string("canary-secret-stray")
        let created = try model.create(.aws, body, as: ConnectionID("new"), at: time)
        #expect(created.credentials == nil)
    }

    @Test("a bad field is told before a wrong version, and that before a clash")
    func order() {
        var model = SandboxModel(SandboxWorld([.aws("Main"), .aws("Other", region: "eu-west-1")]))
        func refusal(_ body: [String: BodyValue], _ id: String) -> Refusal? {
            self.refusal { _ = try model.update(.aws, ConnectionID(id), RequestBody(body), at: time) }
        }
        #expect(refusal(["version": .integer(9)], "none")?.status == 400)
        #expect(refusal(["version": .integer(9), "name": .string("Other")], "none")?.status == 404)
        let stale = refusal(["version": .integer(9), "name": .string("Other")], "aws-Main")
        #expect(stale == Refusal(409, "the version is 1 and not 9"))
        let clash = refusal(["version": .integer(1), "name": .string("Other")], "aws-Main")
        #expect(clash == Refusal(409, "a connection with the name 'Other' exists already"))
    }

    @Test("a field that an update leaves out keeps its value, with a choice for the description")
    func omittedFields() throws {
        for choice in SandboxBehavior.OmittedDescription.allCases {
            let world = SandboxWorld([.vimeo("Main", description: "Old", enabled: false)])
            var model = SandboxModel(world, behavior: SandboxBehavior { $0.omittedDescription = choice })
            let body = RequestBody(["version": .integer(1)])
            let updated = try model.update(.vimeo, ConnectionID("vimeo-Main"), body, at: time)
            #expect(updated.live.name == "Main")
            #expect(!updated.live.enabled)
            #expect(updated.live.details == .vimeo(clientIdentifier: "client-1"))
            #expect(updated.live.description == (choice == .kept ? "Old" : ""))
            #expect(updated.credentials == .known(.canary("old")))
        }
    }

    @Test("one secret of two may be written alone")
    func oneSecret() throws {
        var model = SandboxModel(SandboxWorld([.vimeo("Main")]))
        let body = RequestBody(["version": .integer(1), "accessToken": .string("canary-token-next")])
        let credentials = try model.update(.vimeo, ConnectionID("vimeo-Main"), body, at: time).credentials
        guard case .known(let known) = credentials else {
            Issue.record("the secrets are not known")
            return
        }
        #expect(known.clientSecret == Secret("canary-secret-old"))
        #expect(known.accessToken == Secret("canary-token-next"))
    }

    @Test("without strict rules AWS takes any name and any length, and Vimeo does not")
    func lenientAWS() throws {
        var model = SandboxModel(behavior: SandboxBehavior { $0.strictAWS = false })
        for type in ConnectionType.allCases {
            var body = body(type)
            body[.name] = .string("Größe (web) " + String(repeating: "n", count: 200))
            body[.description] = .string(String(repeating: "d", count: 300))
            let refusal = refusal { _ = try model.create(type, body, as: ConnectionID("\(type)"), at: time) }
            #expect(refusal?.status == (type == .aws ? nil : 400))
        }
    }

    @Test(
        "a behavior that trims text keeps it without the spaces around it",
        arguments: [(" Main ", "Main"), ("Main", "Main"), ("a  b", "a  b"), ("   ", nil)]
    )
    func trimming(name: String, kept: String?) {
        var model = SandboxModel(behavior: SandboxBehavior { $0.trimsText = true })
        var body = body(.aws)
        body[.name] = .string(name)
        let created = try? model.create(.aws, body, as: ConnectionID("new"), at: time)
        #expect(created?.live.name == kept)
    }

    @Test("pages of every size hold every connection once, in the order of creation", arguments: SeededRandom.seeds(30))
    func pages(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var model = SandboxModel(behavior: SandboxBehavior { $0.pageSize = Int.random(in: 1...7, using: &random) })
        model.behavior.paging = Bool.random(using: &random) ? .cursor : .offset
        var names: [String] = []
        for number in 0..<Int.random(in: 0...20, using: &random) {
            names.append("Number \(number)")
            model.put(.vimeo("Number \(number)"))
            model.put(.aws("Number \(number)"))
        }
        var listed: [String] = []
        var key: String?
        repeat {
            let page = try model.page(of: .vimeo, after: key)
            listed += page.items.map(\.live.name)
            #expect(page.items.count <= model.behavior.pageSize)
            key = page.nextPageKey
        } while key != nil
        #expect(listed == (model.behavior.paging == .cursor ? names : names.reversed()), "\(random)")
    }

    @Test("by cursor, what is written between two pages hides and repeats nothing")
    func stablePages() throws {
        var model = SandboxModel(SandboxWorld([.vimeo("1"), .vimeo("2"), .vimeo("3"), .vimeo("4")]))
        model.behavior.pageSize = 2
        let first = try model.page(of: .vimeo, after: nil)
        try model.delete(.vimeo, ConnectionID("vimeo-1"))
        model.put(.vimeo("2", description: "New"))
        let second = try model.page(of: .vimeo, after: first.nextPageKey)
        #expect((first.items + second.items).map(\.live.name) == ["1", "2", "3", "4"])
    }

    private let time = Timestamp(milliseconds: 1_765_958_816_862)

    /// The body of a create that is accepted.
    private func body(_ type: ConnectionType) -> RequestBody {
        switch type {
        case .aws: RequestBody(.aws("Main"))
        case .vimeo: RequestBody(.vimeo("Main"))
        }
    }

    private func refusal(of body: () throws -> Void) -> Refusal? {
        do {
            try body()
            return nil
        } catch {
            return error as? Refusal
        }
    }
}
