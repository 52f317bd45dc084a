import Connections
package import Ledger
package import Planning
import Testing

/// What every ``LedgerStore`` does alike.
///
/// A store's test is one parameterised line:
///
/// ```swift
/// @Test("keeps the contract", arguments: LedgerContract.rules)
/// func contract(_ rule: LedgerContract.Rule) async throws {
///     let store = MemoryLedger()
///     try await rule.check(store, store)
///     await store.close()
/// }
/// ```
///
/// The two stores are two ways to the same empty ledger, as two processes would have them; for memory they are one.
package enum LedgerContract {
    package struct Rule: Sendable, CustomTestStringConvertible {
        /// A sentence.
        package var name: String
        package var check: @Sendable (any LedgerStore, any LedgerStore) async throws -> Void

        init(_ name: String, _ check: @escaping @Sendable (any LedgerStore, any LedgerStore) async throws -> Void) {
            self.name = name
            self.check = check
        }

        package var testDescription: String { name }
    }

    package static let scope = LedgerScope(stack: "production", apiURL: "https://api.example/v1")

    package static func run(
        _ id: String,
        _ kind: Run.Kind = .apply,
        at milliseconds: Int = 1_700_000_000_000,
        in scope: LedgerScope = LedgerContract.scope
    ) -> Run {
        Run(
            id: id,
            scope: scope,
            kind: kind,
            began: Timestamp(milliseconds: milliseconds),
            who: "somebody",
            commit: "0123456789012345678901234567890123456789",
            configDigest: "sha256:00",
            patchbayVersion: "0.1.0"
        )
    }

    package static func receipt(
        _ id: String,
        version: Int,
        name: String = "Main channel",
        fingerprint: String? = "f0"
    ) -> Receipt {
        let live = LiveConnection(
            id: ConnectionID(id),
            version: version,
            name: name,
            description: "quote ' \" \\ ; and ünïcode",
            details: .vimeo(clientIdentifier: "client")
        )
        let secrets = Receipt.Secrets(
            fingerprint: fingerprint.map { Fingerprint(key: "k0", digest: $0) },
            revision: 3,
            mayBeOvertaken: fingerprint == nil
        )
        return Receipt(of: live, secrets: secrets)
    }

    package static func mark(
        _ run: String,
        _ step: Int,
        on id: String?,
        version: Int?,
        name: String = "Main channel"
    ) -> Mark {
        Mark(
            run: run,
            step: step,
            type: .vimeo,
            name: name,
            connectionId: id.map { ConnectionID($0) },
            version: version,
            carriesSecrets: true
        )
    }

    package static let rules: [Rule] = readingRules + textRules + settlingRules + historyRules

    private static let readingRules: [Rule] = [
        Rule("knows nothing of a stack that was never applied") { one, other in
            let reading = try await one.read(scope)
            #expect(reading == LedgerReading())
            #expect(try await other.runs(RunQuery()) == [])
        },
        Rule("gives back receipts and marks as they were noted, in order, to whoever asks") { one, other in
            let aws = Receipt(
                of: LiveConnection(
                    id: ConnectionID("a1"),
                    version: 2,
                    name: "Assets",
                    details: .aws(AWSLocation(accountID: "012345678901", region: "us-east-2"))
                )
            )
            let marks = [mark("r1", 2, on: nil, version: nil, name: "New"), mark("r1", 1, on: "v1", version: 3)]
            try await one.begin(run("r1"), marking: marks)
            var receipts = [receipt("v2", version: 1, fingerprint: nil), aws]
            receipts[0].conversions = [.description: "0123456789abcdef"]
            try await one.settle(Settlement(receipts: receipts), of: "r1", in: scope)
            let reading = try await other.read(scope)
            #expect(reading.receipts == [aws, receipts[0]])
            #expect(reading.marks == [marks[1], marks[0]])
        },
        Rule("keeps stacks, and accounts of one stack, apart") { one, other in
            let elsewhere = [
                LedgerScope(stack: "staging", apiURL: scope.apiURL), LedgerScope(stack: scope.stack, apiURL: "sandbox"),
            ]
            try await one.begin(run("r1"), marking: [mark("r1", 1, on: "v1", version: 3)])
            try await one.settle(Settlement(receipts: [receipt("v1", version: 3)]), of: "r1", in: scope)
            for scope in elsewhere { #expect(try await other.read(scope) == LedgerReading()) }
        },
    ]

    private static let textRules: [Rule] = [
        Rule("gives back texts as they were, whatever characters are in them") { one, other in
            let texts = ["a\0b", "a", "\0", "\u{E000}%00", "100 %00\0", "ünïcode \u{10FFFF}"]
            let scope = LedgerScope(stack: "stack \0 %25", apiURL: scope.apiURL)
            var noted = run("r1", in: scope)
            noted.who = "some\0body"
            noted.problem = "api-request: \0"
            noted.found = texts.map { Run.Finding(id: $0, kind: .changed, type: .aws, name: $0) }
            noted.findings = texts
            let marks = texts.enumerated().map { mark("r1", $0, on: $1, version: 3, name: $1) }
            try await one.begin(noted, marking: marks)
            let receipts = texts.map { receipt($0, version: 2, name: $0) }.sorted { $0.connectionId < $1.connectionId }
            try await one.settle(Settlement(receipts: receipts), of: "r1", in: scope)
            #expect(try await other.read(scope) == LedgerReading(receipts: receipts, marks: marks))
            #expect(try await other.runs(RunQuery(scope: scope)) == [noted])
            #expect(try await other.runs(RunQuery(stack: "stack ")) == [])
            let ids = texts.map { ConnectionID($0) }
            try await other.settle(Settlement(missing: [ids[0]], gone: [ids[2]]), of: "r1", in: scope)
            let left = receipts.filter { $0.connectionId != ids[0] && $0.connectionId != ids[2] }
            #expect(try await one.read(scope).receipts == left)
            #expect(try await one.prune(before: Timestamp(milliseconds: .max), in: scope) == 1)
        }
    ]

    private static let settlingRules: [Rule] = [
        Rule("lets a receipt take the place of an older one only") { one, other in
            try await one.begin(run("r1"), marking: [])
            try await other.begin(run("r2"), marking: [])
            try await one.settle(Settlement(receipts: [receipt("v1", version: 4)]), of: "r1", in: scope)
            try await other.settle(
                Settlement(receipts: [receipt("v1", version: 3, fingerprint: "old")]),
                of: "r2",
                in: scope
            )
            #expect(try await one.read(scope).receipts == [receipt("v1", version: 4)])
            let equal = receipt("v1", version: 4, fingerprint: "new")
            try await other.settle(Settlement(receipts: [equal]), of: "r2", in: scope)
            #expect(try await one.read(scope).receipts == [equal])
            let unsure = receipt("v1", version: 4, fingerprint: nil)
            try await other.settle(Settlement(receipts: [unsure]), of: "r2", in: scope)
            #expect(try await one.read(scope).receipts == [equal])
            let newer = receipt("v1", version: 5, fingerprint: nil)
            try await other.settle(Settlement(receipts: [unsure, newer, newer]), of: "r2", in: scope)
            #expect(try await one.read(scope).receipts == [newer])
            try await other.settle(Settlement(receipts: [receipt("v1", version: 5)]), of: "r2", in: scope)
            #expect(try await one.read(scope).receipts == [receipt("v1", version: 5)])
        },
        Rule("forgets connections that are missing, but no marks that carry secrets, and takes receipts of them again")
        {
            one,
            other in
            let plain = Mark(
                run: "r1",
                step: 2,
                type: .vimeo,
                name: "Main channel",
                connectionId: ConnectionID("v1"),
                version: 4,
                carriesSecrets: false
            )
            try await one.begin(run("r1"), marking: [mark("r1", 1, on: "v1", version: 4), plain])
            let receipts = [receipt("v1", version: 4), receipt("v2", version: 1)]
            try await one.settle(Settlement(receipts: receipts), of: "r1", in: scope)
            try await one.settle(Settlement(missing: [ConnectionID("v1")]), of: "r1", in: scope)
            let reading = try await other.read(scope)
            #expect(reading.receipts == [receipts[1]])
            #expect(reading.marks.map(\.step) == [1])
            try await other.settle(Settlement(receipts: [receipts[0]]), of: "r2", in: scope)
            #expect(try await one.read(scope).receipts == receipts)
        },
        Rule("takes no receipt of a connection that is gone, whoever is late with one") { one, other in
            try await one.begin(run("r1"), marking: [])
            try await other.begin(run("r2"), marking: [mark("r2", 1, on: "v1", version: 9)])
            try await one.settle(Settlement(receipts: [receipt("v1", version: 4)]), of: "r1", in: scope)
            try await one.settle(Settlement(gone: [ConnectionID("v1")]), of: "r1", in: scope)
            #expect(try await other.read(scope) == LedgerReading())
            try await other.settle(Settlement(receipts: [receipt("v1", version: 10)]), of: "r2", in: scope)
            #expect(try await one.read(scope) == LedgerReading())
        },
        Rule("takes away the marks of settled steps, of that run only") { one, other in
            try await one.begin(
                run("r1"),
                marking: [mark("r1", 1, on: "v1", version: 3), mark("r1", 2, on: "v1", version: 4)]
            )
            try await other.begin(run("r2"), marking: [mark("r2", 1, on: "v1", version: 3)])
            try await one.settle(Settlement(steps: [1]), of: "r1", in: scope)
            let left = try await other.read(scope).marks
            #expect(left == [mark("r1", 2, on: "v1", version: 4), mark("r2", 1, on: "v1", version: 3)])
        },
        Rule("takes away the marks of any run whose write a receipt rules out") { one, other in
            try await one.begin(
                run("r1"),
                marking: [
                    mark("r1", 1, on: "v1", version: 3), mark("r1", 2, on: "v1", version: 5),
                    mark("r1", 3, on: "v2", version: 1), mark("r1", 4, on: nil, version: nil, name: "New"),
                    mark("r1", 5, on: nil, version: nil, name: "Newer"),
                ]
            )
            try await other.begin(run("r2"), marking: [])
            let receipts = [receipt("v1", version: 5), receipt("v9", version: 1, name: "New")]
            try await other.settle(Settlement(receipts: receipts), of: "r2", in: scope)
            #expect(try await one.read(scope).marks.map(\.step) == [2, 3, 5])
        },
        Rule("keeps the marks of writes that may have brought secrets of which a receipt cannot be certain") {
            one,
            other in
            let plain = Mark(
                run: "r1",
                step: 3,
                type: .vimeo,
                name: "Main channel",
                connectionId: ConnectionID("v1"),
                version: 3,
                carriesSecrets: false
            )
            try await one.begin(
                run("r1"),
                marking: [
                    mark("r1", 1, on: "v1", version: 3), mark("r1", 2, on: nil, version: nil, name: "New"), plain,
                ]
            )
            try await other.begin(run("r2"), marking: [])
            let unsure = [
                receipt("v1", version: 5, fingerprint: nil), receipt("v9", version: 1, name: "New", fingerprint: nil),
            ]
            try await other.settle(Settlement(receipts: unsure), of: "r2", in: scope)
            #expect(try await one.read(scope).marks.map(\.step) == [1, 2])
            let certain = [receipt("v1", version: 6), receipt("v9", version: 2, name: "New")]
            try await other.settle(Settlement(receipts: certain), of: "r2", in: scope)
            #expect(try await one.read(scope).marks.isEmpty)
        },
    ]

    private static let historyRules: [Rule] = [
        Rule("tells of past runs, the newest first, as they were noted and completed") { one, other in
            var first = run("r1", at: 1000)
            try await one.begin(first, marking: [])
            let second = run("r2", .drift, at: 2000)
            try await one.begin(second, marking: [])
            #expect(try await other.runs(RunQuery()) == [second, first])
            first.ended = Timestamp(milliseconds: 3000)
            first.outcome = "partial"
            first.summary = ["create": 1, "update": 2]
            let detail = "409: it's \"taken\"\nby ünïcode"
            first.steps = [
                Run.Step(id: 1, operation: "create", type: .aws, name: "A", outcome: "failed", detail: detail)
            ]
            first.findings = ["a", "b"]
            first.found = [Run.Finding(id: "a", kind: .hidden, type: .vimeo, name: nil)]
            try await one.end(first)
            #expect(try await other.runs(RunQuery()) == [second, first])
        },
        Rule("notes a run whole that was never noted before") { one, other in
            var late = run("r1")
            late.ended = Timestamp(milliseconds: 1_700_000_001_000)
            late.problem = "the API refused the key"
            try await one.end(late)
            #expect(try await other.runs(RunQuery()) == [late])
            late.problem = nil
            late.findings = ["a"]
            try await one.end(late)
            #expect(try await other.runs(RunQuery()) == [late])
        },
        Rule("finds runs by stack, kind, id, completeness and number") { one, other in
            var complete = run("r1", .drift, at: 1000)
            complete.ended = Timestamp(milliseconds: 1500)
            var failed = run("r2", .drift, at: 2000)
            failed.ended = Timestamp(milliseconds: 2500)
            failed.problem = "no answer"
            let elsewhere = run("r3", .apply, at: 3000, in: LedgerScope(stack: "staging", apiURL: "sandbox"))
            for run in [complete, failed] { try await one.end(run) }
            try await one.begin(elsewhere, marking: [])
            #expect(try await other.runs(RunQuery(scope: scope)) == [failed, complete])
            #expect(try await other.runs(RunQuery(kind: .apply)) == [elsewhere])
            #expect(try await other.runs(RunQuery(kind: .drift, isComplete: true)) == [complete])
            #expect(try await other.runs(RunQuery(id: "r2")) == [failed])
            #expect(try await other.runs(RunQuery(limit: 2)) == [elsewhere, failed])
            #expect(try await other.runs(RunQuery(since: Timestamp(milliseconds: 2000))) == [elsewhere, failed])
            #expect(try await other.runs(RunQuery(stack: scope.stack, since: Timestamp(milliseconds: 2001))) == [])
            let tried = run("r4", .apply, at: 4000, in: LedgerScope(stack: scope.stack, apiURL: "sandbox"))
            try await one.begin(tried, marking: [])
            #expect(try await other.runs(RunQuery(stack: scope.stack)) == [tried, failed, complete])
            #expect(try await other.runs(RunQuery(stack: scope.stack, kind: .apply, limit: 1)) == [tried])
        },
        Rule("forgets old runs, and neither receipts, marks nor the latest drift run") { one, other in
            var drift = run("r1", .drift, at: 1000)
            drift.ended = Timestamp(milliseconds: 1500)
            try await one.end(drift)
            try await one.begin(run("r2", at: 2000), marking: [mark("r2", 1, on: "v1", version: 3)])
            try await one.settle(Settlement(receipts: [receipt("v1", version: 3)]), of: "r2", in: scope)
            let other1 = run("r3", at: 2000, in: LedgerScope(stack: "staging", apiURL: "sandbox"))
            try await one.begin(other1, marking: [])
            try await one.begin(run("r4", at: 9000), marking: [])
            let moment = Timestamp(milliseconds: 5000)
            #expect(try await other.prune(before: moment, in: scope, isRehearsal: true) == 1)
            #expect(try await other.prune(before: moment, in: nil, isRehearsal: true) == 2)
            #expect(try await one.runs(RunQuery()).count == 4)
            #expect(try await other.prune(before: moment, in: scope) == 1)
            #expect(try await one.runs(RunQuery()).map(\.id) == ["r4", "r3", "r1"])
            #expect(try await other.prune(before: moment, in: nil) == 1)
            #expect(try await one.runs(RunQuery()).map(\.id) == ["r4", "r1"])
            let reading = try await one.read(scope)
            #expect(reading.receipts.count == 1)
            #expect(reading.marks.count == 1)
        },
    ]
}
