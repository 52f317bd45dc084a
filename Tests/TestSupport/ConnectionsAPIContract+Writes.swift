import Connections
import PictoryAPI
import Sandbox
import Testing

extension ConnectionsAPIContract {
    static let createRules = SandboxBehavior.WriteAnswers.allCases.map { answers in
        Rule("a created connection has version 1 and reads as it was sent (answers: \(answers))") { behavior in
            behavior.writeAnswers = answers
            behavior.createStatus = answers == .documented ? 201 : 200
        } check: { subject in
            let wanted: [NewConnection] = [
                .aws("Main", account: "012345678901", description: "of \"the\" web\nteam, Größe 📦"),
                .vimeo("Main", clientIdentifier: "925d", enabled: false),
            ]
            for new in wanted {
                let answer = try await subject.api.create(new)
                #expect(answer.version == 1)
                #expect(answer.name == (answers == .sparse ? nil : new.name))
                let live = try await subject.api.connection(answer.id, of: new.type)
                #expect(live.id == answer.id)
                #expect(live.version == 1)
                #expect(live.name == new.name)
                #expect(live.description == new.description)
                #expect(live.enabled == new.enabled)
                #expect(live.details == new.details)
                #expect(live.createdDate != nil && live.createdDate == live.updatedDate)
            }
        }
    }

    static let clashRules: [Rule] = [
        Rule("the secrets of a create reach the account") { subject in
            let answer = try await subject.api.create(.vimeo("Main", credentials: .canary("one")))
            #expect(try subject.sandbox.world()[answer.id]?.credentials == .known(.canary("one")))
        },
        Rule("a name may be taken once per type") { subject in
            try subject.seed(.aws("Main"), .vimeo("Main"))
            for type in ConnectionType.allCases {
                let error = await subject.error { api in _ = try await api.create(.elsewhere(type, "Main")) }
                #expect(error?.kind == .conflict)
                #expect(error?.outcome == .refused)
                _ = try await subject.api.create(.elsewhere(type, "main"))
            }
        },
        Rule("an account and region may be taken once") { subject in
            try subject.seed(.aws("Main"))
            let error = await subject.error { api in _ = try await api.create(.aws("Other")) }
            #expect(error?.kind == .conflict)
            _ = try await subject.api.create(.aws("Other", region: "us-west-2"))
            _ = try await subject.api.create(.aws("Third", account: "999999999999"))
        },
        Rule("what others own takes nothing away") { subject in
            try subject.seed(.aws("Main", owner: "another"))
            _ = try await subject.api.create(.aws("Main"))
        },
    ]

    static let clashStatusRules =
        [400, 422].map { status in
            Rule("a clash may be answered with \(status)", SandboxBehavior { $0.clashStatus = status }) { subject in
                try subject.seed(.aws("Main"))
                let error = await subject.error { api in _ = try await api.create(.aws("Main")) }
                #expect(error?.kind == .badRequest)
                #expect(error?.status == status)
            }
        } + [
            Rule("a name may be taken once in the whole account", SandboxBehavior { $0.clashScope = .account }) {
                subject in
                try subject.seed(.vimeo("Main"))
                let error = await subject.error { api in _ = try await api.create(.aws("Main")) }
                #expect(error?.kind == .conflict)
                _ = try await subject.api.create(.aws("Other"))
            }
        ]

    static let badFieldRules = badFields.map { field, new in
        Rule("a create with a bad \(field) is a bad request that names it") { subject in
            let error = await subject.error { api in _ = try await api.create(new) }
            #expect(error?.kind == .badRequest)
            #expect(error?.detail?.contains(field) == true)
            let world = try subject.sandbox.world()
            #expect(world.connections.isEmpty)
        }
    }

    static let updateRules = SandboxBehavior.WriteAnswers.allCases.map { answers in
        Rule("an update writes every field and adds 1 to the version (answers: \(answers))") { behavior in
            behavior.writeAnswers = answers
        } check: { subject in
            try subject.seed(.aws("Main", version: 4), .vimeo("Main", version: 9))
            for live in try subject.sandbox.world().live {
                let update = ConnectionUpdate(of: live) { update in
                    update.name = "Renamed"
                    update.description = "New"
                    update.enabled = false
                    update.clientIdentifier = update.clientIdentifier.map { "\($0)-new" }
                }
                let answer = try await subject.api.update(live.id, with: update)
                #expect(answer.id == live.id)
                #expect(answer.version == live.version + 1)
                let now = try await subject.api.connection(live.id, of: live.type)
                #expect(now.version == live.version + 1)
                #expect(now.name == "Renamed")
                #expect(now.description == "New")
                #expect(!now.enabled)
                #expect(now.details.location == live.details.location)
                #expect(now.details.clientIdentifier == update.clientIdentifier)
                #expect(now.createdDate == live.createdDate)
                #expect(now.updatedDate != live.updatedDate)
            }
        }
    }

    static let clearingRules = SandboxBehavior.OmittedDescription.allCases.map { choice in
        Rule("an empty description clears it (omitted: \(choice))") { behavior in
            behavior.omittedDescription = choice
        } check: { subject in
            try subject.seed(.aws("Main", description: "Old"))
            let live = try await subject.api.connection(ConnectionID("aws-Main"), of: .aws)
            _ = try await subject.api.update(live.id, with: ConnectionUpdate(of: live) { $0.description = "" })
            #expect(try await subject.api.connection(live.id, of: .aws).description == "")
        }
    }

    static let versionRules: [Rule] = [
        Rule("an update that changes nothing adds 1 to the version too") { subject in
            try subject.seed(.aws("Main"))
            let live = try await subject.api.connection(ConnectionID("aws-Main"), of: .aws)
            #expect(try await subject.api.update(live.id, with: ConnectionUpdate(of: live)).version == 2)
        },
        Rule("a version that is not the live one is a conflict, and nothing is written") { subject in
            try subject.seed(.aws("Main", version: 3), .vimeo("Main", version: 3))
            let world = try subject.sandbox.world()
            for live in world.live {
                for version in [1, 2, 4] {
                    let update = ConnectionUpdate(of: live) { update in
                        update.expectedVersion = version
                        update.description = "New"
                    }
                    let error = await subject.error { api in _ = try await api.update(live.id, with: update) }
                    #expect(error?.kind == .conflict)
                    #expect(error?.outcome == .refused)
                }
            }
            #expect(try subject.sandbox.world() == world)
        },
        Rule("a name that another connection has is a conflict") { subject in
            try subject.seed(.aws("Main"), .aws("Other", region: "eu-west-1"), .vimeo("Main"), .vimeo("Other"))
            for live in try subject.sandbox.world().live where live.name == "Other" {
                let update = ConnectionUpdate(of: live) { $0.name = "Main" }
                let error = await subject.error { api in _ = try await api.update(live.id, with: update) }
                #expect(error?.kind == .conflict)
            }
        },
        Rule("an update of what does not exist is not found") { subject in
            for connection in [SandboxConnection.aws("Gone"), .vimeo("Gone")] {
                let update = ConnectionUpdate(of: connection.live)
                let error = await subject.error { api in _ = try await api.update(connection.id, with: update) }
                #expect(error?.kind == .notFound)
            }
        },
        Rule("an update of another account's connection is forbidden") { subject in
            try subject.seed(.aws("Theirs", owner: "another"))
            let update = ConnectionUpdate(of: SandboxConnection.aws("Theirs").live)
            let error = await subject.error { api in _ = try await api.update(ConnectionID("aws-Theirs"), with: update)
            }
            #expect(error?.kind == .forbidden)
        },
        Rule("an update keeps the secrets unless it has new ones") { subject in
            try subject.seed(.vimeo("Main", credentials: .canary("old")))
            let id = ConnectionID("vimeo-Main")
            var live = try await subject.api.connection(id, of: .vimeo)
            _ = try await subject.api.update(id, with: ConnectionUpdate(of: live))
            #expect(try subject.sandbox.world()[id]?.credentials == .known(.canary("old")))
            live = try await subject.api.connection(id, of: .vimeo)
            _ = try await subject.api.update(id, with: ConnectionUpdate(of: live) { $0.credentials = .canary("new") })
            #expect(try subject.sandbox.world()[id]?.credentials == .known(.canary("new")))
        },
    ]

    static let deleteRules: [Rule] = [
        Rule("a deleted connection is gone, and its name and place are free") { subject in
            try subject.seed(.aws("Main"), .vimeo("Main"))
            for live in try subject.sandbox.world().live {
                try await subject.api.delete(live.id, of: live.type)
                let error = await subject.error { api in _ = try await api.connection(live.id, of: live.type) }
                #expect(error?.kind == .notFound)
                _ = try await subject.api.create(.some(live.type, "Main"))
            }
        },
        Rule("deleting what does not exist is not found for AWS and a success for Vimeo") { subject in
            let error = await subject.error { api in try await api.delete(ConnectionID("none"), of: .aws) }
            #expect(error?.kind == .notFound)
            try await subject.api.delete(ConnectionID("none"), of: .vimeo)
        },
        Rule("a delete through the other type deletes nothing") { subject in
            try subject.seed(.aws("Main"))
            try await subject.api.delete(ConnectionID("aws-Main"), of: .vimeo)
            #expect(try subject.sandbox.world().live.count == 1)
        },
        Rule("a delete of another account's connection is forbidden") { subject in
            try subject.seed(.vimeo("Theirs", owner: "another"))
            let error = await subject.error { api in try await api.delete(ConnectionID("vimeo-Theirs"), of: .vimeo) }
            #expect(error?.kind == .forbidden)
        },
    ]

    private static let badFields: [(field: String, new: NewConnection)] = [
        ("name", .aws("")),
        ("name", .vimeo("")),
        ("name", .vimeo("Main/Other")),
        ("name", .vimeo(String(repeating: "n", count: 101))),
        ("description", .vimeo("Main", description: String(repeating: "d", count: 251))),
        ("awsAccountId", .aws("Main", account: "12345678901")),
        ("awsAccountId", .aws("Main", account: "1234567890123")),
        ("awsAccountId", .aws("Main", account: "1234-5678-90")),
        ("awsRegion", .aws("Main", region: "")),
        ("clientIdentifier", .vimeo("Main", clientIdentifier: String(repeating: "c", count: 501))),
        (
            "clientSecret",
            .vimeo(
                "Main",
                credentials: RequestCredentials(clientSecret: Secret(""), accessToken: Secret("canary-token"))
            )
        ),
    ]
}

extension ConnectionsAPIContract.Rule {
    fileprivate init(
        _ name: String,
        behavior change: (inout SandboxBehavior) -> Void,
        check: @escaping @Sendable (ConnectionsAPIContract.Subject) async throws -> Void
    ) {
        self.init(name, SandboxBehavior(change), check)
    }
}

extension NewConnection {
    /// A connection with the name, in a place that the defaults of other connections do not take.
    fileprivate static func elsewhere(_ type: ConnectionType, _ name: String) -> Self {
        switch type {
        case .aws: .aws(name, account: "777766665555")
        case .vimeo: .vimeo(name)
        }
    }
}
