import Connections
import Foundation
import PictoryAPI
import Sandbox
import TestSupport
import Testing

@Suite("Faults")
struct FaultTests {
    @Test(
        "a fault strikes the requests that its conditions, its nth and its times select",
        arguments: [
            (#"{"do":"drop"}"#, [1]),
            (#"{"do":"drop","nth":3}"#, [3]),
            (#"{"do":"drop","nth":2,"times":2}"#, [2, 3]),
            (#"{"do":"drop","nth":5,"times":"always"}"#, [5, 6, 7]),
            (#"{"do":"drop","writesOnly":true,"nth":2}"#, [4]),
            (#"{"do":"drop","operation":"create","times":"always"}"#, [2, 4]),
            (#"{"do":"drop","type":"vimeo","times":"always"}"#, [4, 7]),
            (#"{"do":"drop","name":"M*","times":"always"}"#, [2, 3, 5, 6]),
            (#"{"do":"drop","name":"Main","operation":"update"}"#, [5]),
            (#"{"do":"drop","id":"aws-Main","times":"always"}"#, [3, 5, 6]),
            (#"{"do":"drop","operation":"list","nth":3}"#, []),
        ]
    )
    func selection(json: String, struck: [Int]) async throws {
        let fault = try JSONDecoder().decode(Fault.self, from: Data(json.utf8))
        let sandbox = try Sandbox.fixture(.aws("Main"), faults: [fault])
        let live = SandboxConnection.aws("Main").live
        let requests: [SandboxRequest] = [
            .list(.aws, after: nil),
            .create(.aws, RequestBody(.aws("Main"))),
            .get(.aws, live.id),
            .create(.vimeo, RequestBody(.vimeo("Other"))),
            .update(.aws, live.id, RequestBody(ConnectionUpdate(of: live) { $0.description = "New" })),
            .delete(.aws, live.id),
            .list(.vimeo, after: nil),
        ]
        var dropped: [Int] = []
        for (index, request) in requests.enumerated() where try await sandbox.perform(request) == .dropped {
            dropped.append(index + 1)
        }
        // A request that is dropped before its commit leaves the connection there for the next one.
        #expect(dropped == struck)
    }

    @Test(
        "every fault is the same after it was written and read as JSON",
        arguments: [
            Fault(.status(StatusFault(503, body: "busy", contentType: "text/plain", retryAfter: "2", .after))),
            Fault(.status(StatusFault(404)), on: .operation(.get, .aws, name: "M*"), nth: 2, times: nil),
            Fault(.delay(.milliseconds(1500)), on: Fault.Filter(id: ConnectionID("one"))),
            Fault(.drop(.before), on: .writes, nth: 3), Fault(.silence(.after)), Fault(.truncate),
            Fault(.garbage("<html>")), Fault(.staleList(writes: 2), times: 4), Fault(.repeatPageKey), Fault(.emptyPage),
            Fault(.hold("here", .after)), Fault(.lateCommit(afterRequests: 3)),
            Fault(
                .edit(
                    [
                        .update(.key(ConnectionKey(.aws, "Main")), set: RequestBody(["enabled": .boolean(false)])),
                        .delete(.id(ConnectionID("one"))), .create(ConnectionRecord(.aws("Theirs"))),
                    ],
                    .after
                )
            ),
        ]
    )
    func roundTrip(fault: Fault) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let written = try encoder.encode(fault)
        let read = try JSONDecoder().decode(Fault.self, from: written)
        #expect(try encoder.encode(read) == written)
    }

    @Test("an edit in code cannot be written as JSON")
    func closures() {
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(Fault(.run(.before) { _, _ in })) }
    }

    @Test(
        "a scenario that is not valid says where and what",
        arguments: [
            (#"{"fault":[]}"#, "unknown key 'fault'; known are behavior, faults"),
            (#"{"faults":[{"do":"drop","nht":1}]}"#, "faults[0]: unknown key 'nht'; known are body, contentType"),
            (#"{"faults":[{"do":"drop"},{"nth":1}]}"#, "faults[1]: 'do' is missing"),
            (#"{"faults":[{"do":"drop","nth":0}]}"#, "faults[0]: 'nth' is counted from 1"),
            (#"{"faults":[{"do":"drop","times":0}]}"#, "faults[0]: 'times' must be at least 1, or \"always\""),
            (#"{"faults":[{"do":"drop","times":"ever"}]}"#, "faults[0].times: "),
            (#"{"faults":[{"do":"status","status":99}]}"#, "faults[0]: 'status' must be 200 to 599"),
            (#"{"faults":[{"do":"delay","milliseconds":-1}]}"#, "faults[0]: 'milliseconds' must not be negative"),
            (#"{"faults":[{"do":"explode"}]}"#, "faults[0].do: 'explode' is none of status, delay, drop, silence"),
            (#"{"faults":[{"do":"drop","moment":"late"}]}"#, "faults[0].moment: 'late' is none of before, after"),
            (#"{"faults":[{"do":"edit","edits":[{}]}]}"#, "faults[0].edits[0]: 'edit' is missing"),
            (#"{"behavior":{"paging":"pages"}}"#, "behavior.paging: 'pages' is none of cursor, offset"),
            (#"{"behavior":{"pageSize":0}}"#, "behavior: 'pageSize' must be at least 1"),
            (#"{"behavior":{"pages":1}}"#, "behavior: unknown key 'pages'"),
            (#"{"behavior":{"createStatus":500}}"#, "behavior: 'createStatus' must be a 2xx status"),
            ("[", ""),
        ]
    )
    func badScenario(json: String, message: String) {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SandboxScenario.self, from: Data(json.utf8))
        }
        #expect(error?.plainDescription.hasPrefix(message) == true, "\(error?.plainDescription ?? "")")
    }

    @Test("the reference page has valid examples, and names every key and every fault")
    func page() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let page = try String(contentsOf: root.appending(path: "docs/reference/sandbox.md"), encoding: .utf8)
        let examples = page.components(separatedBy: "```json\n").dropFirst().map { block in
            Data(block.components(separatedBy: "```")[0].utf8)
        }
        #expect(try JSONDecoder().decode(SandboxScenario.self, from: examples[0]).faults.count == 3)
        #expect(throws: Never.self) { try JSONDecoder().decode(Fault.self, from: examples[1]) }

        let behavior = try JSONEncoder().encode(SandboxBehavior())
        let keys = try #require(try JSONSerialization.jsonObject(with: behavior) as? [String: Any]).keys
        let kinds = [
            "status", "delay", "drop", "silence", "truncate", "garbage", "staleList", "repeatPageKey", "emptyPage",
            "hold", "edit", "lateCommit",
        ]
        for name in keys.sorted() + kinds {
            #expect(page.contains("\n| `\(name)` |"), "\(name)")
        }
    }

    @Test("a behavior is the same after it was written and read as JSON, and defaults may be left out")
    func behaviors() throws {
        let behavior = SandboxBehavior { behavior in
            behavior.createStatus = 200
            behavior.errorBody = .html
            behavior.paging = .offset
            behavior.trimsText = true
        }
        #expect(try JSONDecoder().decode(SandboxBehavior.self, from: JSONEncoder().encode(behavior)) == behavior)
        #expect(try JSONDecoder().decode(SandboxBehavior.self, from: Data("{}".utf8)) == SandboxBehavior())
    }

    @Test("someone else may write before or after the commit of a request")
    func edits() async throws {
        let edit = SandboxEdit.update(.key(ConnectionKey(.aws, "Main")), set: RequestBody(["enabled": .boolean(false)]))
        for moment in [Fault.Moment.before, .after] {
            let sandbox = try Sandbox.fixture(.aws("Main"), faults: [Fault(.edit([edit], moment))])
            let live = SandboxConnection.aws("Main").live
            let update = ConnectionUpdate(of: live) { $0.description = "Ours" }
            switch moment {
            case .before:
                await #expect(throws: APIError.self) { try await sandbox.update(live.id, with: update) }
            case .after:
                #expect(try await sandbox.update(live.id, with: update).version == 2)
            }
            let now = try await sandbox.connection(live.id, of: .aws)
            #expect(!now.enabled)
            #expect(now.version == (moment == .before ? 2 : 3))
            #expect(now.description == (moment == .before ? "" : "Ours"))
        }
    }

    @Test("an edit may create, delete, and write in code; one that cannot be done is left out")
    func otherEdits() async throws {
        let sandbox = try Sandbox.fixture(
            .aws("Main"),
            faults: [
                Fault(
                    .edit(
                        [
                            .delete(.key(ConnectionKey(.aws, "None"))), .delete(.id(ConnectionID("aws-Main"))),
                            .create(ConnectionRecord(.vimeo("Theirs"))),
                        ],
                        .before
                    )
                ),
                Fault(.run(.after) { model, _ in model.put(.vimeo("Code")) }),
            ]
        )
        _ = try await sandbox.page(of: .aws, after: nil)
        #expect(try sandbox.world().live.map(\.name) == ["Theirs", "Code"])
    }

    @Test("an edit without fields moves the version only, as when secrets are rewritten")
    func hiddenEdit() async throws {
        let edit = SandboxEdit.update(.id(ConnectionID("vimeo-Main")), set: RequestBody())
        let sandbox = try Sandbox.fixture(.vimeo("Main", description: "Kept"), faults: [Fault(.edit([edit], .before))])
        let page = try await sandbox.page(of: .vimeo, after: nil)
        guard case .live(let live) = page.items.first else {
            Issue.record("the list is empty")
            return
        }
        #expect(live.version == 2)
        #expect(live.description == "Kept")
    }

    @Test("a late commit that a rule refuses when it lands changes nothing")
    func lateClash() async throws {
        let sandbox = try Sandbox.fixture(faults: [Fault(.lateCommit(afterRequests: 2))])
        await #expect(throws: APIError.self) { try await sandbox.create(.aws("Main")) }
        _ = try await sandbox.create(.aws("Main"))
        #expect(try await sandbox.page(of: .aws, after: nil).items.count == 1)
    }

    @Test("of faults that say different ends the first one wins, and delays add up")
    func severalFaults() async throws {
        let clock = ManualClock(skipsSleeps: true)
        let sandbox = try Sandbox.fixture(
            faults: [
                Fault(.delay(.seconds(1))), Fault(.status(StatusFault(500))), Fault(.drop(.after)),
                Fault(.delay(.seconds(2))),
            ],
            clock: clock
        )
        let error = await #expect(throws: APIError.self) { try await sandbox.create(.aws("Main")) }
        #expect(error?.kind == .server)
        #expect(clock.sleeps == [.seconds(3)])
        #expect(try sandbox.world().connections.isEmpty)
    }
}
