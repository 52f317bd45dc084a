import Connections
import PictoryAPI
import Sandbox
import Testing

extension ConnectionsAPIContract {
    static let readRules: [Rule] = [
        Rule("an account without connections has an empty list") { subject in
            for type in ConnectionType.allCases {
                let page = try await subject.api.page(of: type, after: nil)
                #expect(page == ConnectionPage(items: []))
            }
        },
        Rule("a list shows the whole of each connection, one type only") { subject in
            try subject.seed(
                .aws("Main", account: "012345678901", description: "of \"the\" web\nteam, Größe 📦", version: 7),
                .vimeo("Main", clientIdentifier: "925d/bc+b", enabled: false)
            )
            let world = try subject.sandbox.world()
            #expect(try await subject.list(.aws).items == world.live.filter { $0.type == .aws })
            #expect(try await subject.list(.vimeo).items == world.live.filter { $0.type == .vimeo })
        },
        Rule("a list comes in pages whose keys go back verbatim", SandboxBehavior { $0.pageSize = 3 }) { subject in
            for type in ConnectionType.allCases {
                let names = (1...8).map { "Number \($0)" }
                try subject.sandbox.replaceWorld(with: SandboxWorld(names.enumerated().map(numbered(type))))
                let (items, keys) = try await subject.list(type)
                #expect(items.map(\.name) == names)
                #expect(keys.count == 2)
                #expect(keys.allSatisfy { $0.contains("+") && $0.contains("/") && $0.contains("=") })
            }
        },
        Rule("a full last page has no key", SandboxBehavior { $0.pageSize = 2 }) { subject in
            try subject.seed(.vimeo("One"), .vimeo("Two"))
            #expect(try await subject.list(.vimeo).keys.isEmpty)
        },
        Rule("a key that no page gave is a bad request") { subject in
            let error = await subject.error { api in _ = try await api.page(of: .aws, after: "+/no key=") }
            #expect(error?.kind == .badRequest)
        },
        Rule("by offset, a write between two pages may hide or repeat", byOffset) { subject in
            try subject.seed(.vimeo("One"), .vimeo("Two"), .vimeo("Three"))
            let first = try await subject.api.page(of: .vimeo, after: nil)
            try subject.sandbox.replaceWorld(with: SandboxWorld([.vimeo("Two"), .vimeo("Three"), .vimeo("One")]))
            let second = try await subject.api.page(of: .vimeo, after: first.nextPageKey)
            #expect((first.items + second.items).map(name) == ["Three", "Two", "Two"])
        },
        Rule("a stale list shows the account as it was", SandboxBehavior { $0.staleWrites = 1 }) { subject in
            _ = try await subject.api.create(.aws("First"))
            _ = try await subject.api.create(.aws("Second", region: "eu-west-1"))
            #expect(try await subject.list(.aws).items.map(\.name) == ["First"])
        },
        Rule("a connection is read by its id, whatever characters that has") { subject in
            for id in ["20251217080657842fux3au9kh1p0j5s", "a b", "50%", "a/b", "ü?x=1&y#z", "a+b"] {
                try subject.seed(.aws("Main", id: ConnectionID(id)))
                let live = try await subject.api.connection(ConnectionID(id), of: .aws)
                #expect(live == (try subject.sandbox.world()).live.first)
            }
        },
        Rule("an id that does not exist, or that is of the other type, is not found") { subject in
            try subject.seed(.aws("Main", id: ConnectionID("one")), .vimeo("Main", id: ConnectionID("two")))
            for (type, id) in [(ConnectionType.aws, "two"), (.vimeo, "one"), (.aws, "none"), (.vimeo, "none")] {
                let error = await subject.error { api in _ = try await api.connection(ConnectionID(id), of: type) }
                #expect(error?.kind == .notFound)
                #expect(error?.status == 404)
            }
        },
        Rule("a connection of another account is forbidden, and not in the list") { subject in
            try subject.seed(.aws("Theirs", id: ConnectionID("theirs"), owner: "another"))
            let error = await subject.error { api in _ = try await api.connection(ConnectionID("theirs"), of: .aws) }
            #expect(error?.kind == .forbidden)
            #expect(error?.request == "GET /v1/awsconnections/theirs")
            #expect(try await subject.list(.aws).items.isEmpty)
        },
    ]

    static let descriptionRules = SandboxBehavior.EmptyDescription.allCases.map { choice in
        Rule("no description reads as an empty one (\(choice))", SandboxBehavior { $0.emptyDescription = choice }) {
            try $0.seed(.aws("Main"))
            #expect(try await $0.api.connection(ConnectionID("aws-Main"), of: .aws).description == "")
            #expect(try await $0.list(.aws).items.map(\.description) == [""])
        }
    }

    private static let byOffset = SandboxBehavior { behavior in
        behavior.paging = .offset
        behavior.pageSize = 2
    }

    private static func numbered(_ type: ConnectionType) -> (Int, String) -> SandboxConnection {
        { index, name in
            switch type {
            case .aws: .aws(name, region: "us-east-\(index)")
            case .vimeo: .vimeo(name)
            }
        }
    }

    private static func name(_ item: ListedConnection) -> String? {
        switch item {
        case .live(let live): live.name
        case .unmanageable(let unmanageable): unmanageable.name
        }
    }
}
