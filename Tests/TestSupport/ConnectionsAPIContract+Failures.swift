import Connections
import PictoryAPI
import Sandbox
import Testing

extension ConnectionsAPIContract {
    static let statusRules = statuses.map { status, kind in
        Rule("status \(status) is the error \(kind), for reads and writes") { subject in
            subject.sandbox.add(Fault(.status(StatusFault(status)), times: 5))
            for call in calls {
                let error = await subject.error(of: call)
                #expect(error?.kind == kind)
                #expect(error?.status == status)
            }
            let world = try subject.sandbox.world()
            #expect(world.connections.isEmpty)
        }
    }

    static let waitRules = waits.map { header, expected in
        Rule("Retry-After '\(header ?? "left out")' is kept within 0…60 s") { subject in
            subject.sandbox.add(Fault(.status(StatusFault(429, retryAfter: header))))
            let error = await subject.error { api in _ = try await api.page(of: .aws, after: nil) }
            #expect(error?.kind == .rateLimited)
            #expect(error?.retryAfter == expected)
        }
    }

    static let errorBodyRules = SandboxBehavior.ErrorBody.allCases.map { form in
        Rule("an error's body may be \(form)", SandboxBehavior { $0.errorBody = form }) { subject in
            let error = await subject.error { api in _ = try await api.create(.vimeo("Main/Other")) }
            #expect(error?.kind == .badRequest)
            #expect((error?.detail?.contains("name") ?? false) == (form != .nothing))
        }
    }

    static let brokenWriteRules = [Fault.Moment.before, .after].flatMap { moment in
        [
            Rule("a write whose connection breaks \(moment) its commit has an unknown outcome") { subject in
                subject.sandbox.add(Fault(.drop(moment)))
                let error = await subject.error { api in _ = try await api.create(.aws("Main")) }
                #expect(error?.kind == .dropped)
                #expect(error?.outcome == .unknown)
                let world = try subject.sandbox.world()
                #expect(world.connections.count == (moment == .after ? 1 : 0))
            },
            Rule("a write that fails with 500 \(moment) its commit has an unknown outcome") { subject in
                subject.sandbox.add(Fault(.status(StatusFault(500, moment))))
                let error = await subject.error { api in _ = try await api.create(.aws("Main")) }
                #expect(error?.kind == .server)
                #expect(error?.outcome == .unknown)
                let world = try subject.sandbox.world()
                #expect(world.connections.count == (moment == .after ? 1 : 0))
            },
        ]
    }

    static let lostAnswerRules: [Rule] = [
        Rule("a write without an answer in time has an unknown outcome") { subject in
            subject.sandbox.add(Fault(.silence(.after)))
            let error = await subject.error { api in _ = try await api.create(.aws("Main")) }
            #expect(error?.kind == .timeout)
            #expect(error?.outcome == .unknown)
        },
        Rule("a write may be done some requests after its time-out") { subject in
            subject.sandbox.add(Fault(.lateCommit(afterRequests: 2)))
            let error = await subject.error { api in _ = try await api.create(.aws("Main")) }
            #expect(error?.kind == .timeout)
            let lists = [try await subject.list(.aws).items, try await subject.list(.aws).items]
            #expect(lists.map { $0.map(\.name) } == [[], ["Main"]])
        },
        Rule("an answer that breaks off has an unknown outcome") { subject in
            subject.sandbox.add(Fault(.truncate))
            let error = await subject.error { api in _ = try await api.create(.aws("Main")) }
            #expect(error?.kind == .dropped || error?.kind == .invalidAnswer)
            #expect(error?.outcome == .unknown)
            let world = try subject.sandbox.world()
            #expect(world.connections.count == 1)
        },
    ]

    static let oddPageRules: [Rule] = [
        Rule("a page with nothing on it may have a key, and the list goes on") { subject in
            try subject.seed(.aws("Main"))
            subject.sandbox.add(Fault(.emptyPage))
            let (items, keys) = try await subject.list(.aws)
            #expect(items.map(\.name) == ["Main"])
            #expect(keys.count == 1)
        },
        Rule("a page may give the key it was asked with", SandboxBehavior { $0.pageSize = 1 }) { subject in
            try subject.seed(.vimeo("One"), .vimeo("Two"))
            subject.sandbox.add(Fault(.repeatPageKey, times: nil))
            let key = try await subject.api.page(of: .vimeo, after: nil).nextPageKey
            #expect(try await subject.api.page(of: .vimeo, after: key).nextPageKey == key)
        },
    ]

    static let garbageRules = ["<html>Sign in</html>", "null", "[]", "{}", "\"text\"", ""].map { body in
        Rule("status 200 with the body '\(body)' is an invalid answer") { subject in
            subject.sandbox.add(Fault(.garbage(body), times: 4))
            for call in calls.prefix(4) {
                #expect(await subject.error(of: call)?.kind == .invalidAnswer)
            }
        }
    }

    /// `Retry-After` headers, and the wait that each asks for.
    private static let waits: [(header: String?, expected: Duration?)] = [
        ("7", .seconds(7)), ("0", .zero), ("60", .seconds(60)), ("1000000000", .seconds(60)), ("soon", nil), (nil, nil),
    ]

    private static let statuses: [(Int, APIError.Kind)] = [
        (302, .redirect), (400, .badRequest), (401, .unauthorized), (403, .forbidden), (404, .notFound),
        (409, .conflict), (418, .badRequest), (422, .badRequest), (429, .rateLimited), (500, .server), (503, .server),
    ]

    /// One of each request; the delete comes last.
    private static let calls: [@Sendable (any ConnectionsAPI) async throws -> Void] = [
        { api in _ = try await api.page(of: .aws, after: nil) },
        { api in _ = try await api.connection(ConnectionID("aws-Main"), of: .aws) },
        { api in _ = try await api.create(.aws("Main")) },
        { api in
            let live = SandboxConnection.aws("Main").live
            _ = try await api.update(live.id, with: ConnectionUpdate(of: live))
        },
        { api in try await api.delete(ConnectionID("aws-Main"), of: .aws) },
    ]
}
