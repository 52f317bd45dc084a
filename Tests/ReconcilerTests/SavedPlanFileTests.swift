import Connections
import Foundation
import Planning
import Reconciler
import Stacks
import TestSupport
import Testing

@Suite("The file of a saved plan")
struct SavedPlanFileTests {
    private func plan(_ sources: [StackSource] = [.directory("one")]) throws -> SavedPlan {
        let account = LiveAccount(connections: [
            Sample.live("b", at: "2", id: "20250101"), Sample.live("gone", at: "3"),
        ])
        let desired = DesiredState(connections: [
            Sample.desired("a", at: "1", description: "é\u{2028}\"/\\"), Sample.desiredVimeo("v"),
        ])
        let rules = PlanningRules(owns: [NameGlob("gone")])
        let origin = Planner.Origin(stack: "test", apiURL: "sandbox", configDigest: "sha256:00")
        let moment = Timestamp(milliseconds: 0)
        let plan = try Planner(rules: rules, now: moment).plan(desired, onto: account, from: origin)
        let stacks = sources.map { source in
            let stack = Stack(
                source: source,
                settings: StackSettings(name: "test"),
                desired: desired,
                configDigest: "sha256:00",
                files: [FileDigest(file: "a.yaml", digest: "sha256:11")]
            )
            let options = SavedOptions(only: ["a*"], maxDeletes: 3, rotate: ["v"])
            return SavedStack(PlannedStack(stack: stack, live: account, plan: plan, at: moment), options)
        }
        return SavedPlan(patchbayVersion: "0.1.0", stacks: stacks)
    }

    private func reason(_ bytes: [UInt8]) throws -> StaleReason {
        do throws(StalePlan) {
            _ = try SavedPlanFile.read(bytes, from: "x.plan")
        } catch {
            #expect(error.reasons.count == 1 && error.stack == nil)
            return try #require(error.reasons.first)
        }
        throw NotRefused()
    }

    private struct NotRefused: Error {}

    @Test("what was saved is read back, and the same plan gives the same bytes")
    func roundTrip() throws {
        let sources: [StackSource] = [.directory("."), .files(["a.yaml", "b/c.yaml"]), .standardInput]
        let saved = try plan(sources)
        let bytes = try SavedPlanFile.bytes(of: saved)
        try #expect(SavedPlanFile.read(bytes, from: "x.plan") == saved)
        try #expect(SavedPlanFile.bytes(of: plan(sources)) == bytes)
        #expect(bytes.last == UInt8(ascii: "\n") && bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("canary-secret"))
        #expect(saved.stacks[0].account.anchors == [ConnectionID("20250101")])
        #expect(saved.stacks[0].options.flags == ["--only 'a*'", "--rotate 'v'", "--max-deletes 3"])
    }

    @Test("fault 41: any one byte that is changed, added or left out is noticed")
    func everyByte() throws {
        let bytes = try SavedPlanFile.bytes(of: plan())
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1
            _ = try reason(altered)
            altered = bytes
            altered.remove(at: index)
            _ = try reason(altered)
            altered.insert(contentsOf: [bytes[index], UInt8(ascii: " ")], at: index)
            _ = try reason(altered)
        }
        _ = try reason(bytes + [UInt8(ascii: "\n")])
        for length in bytes.indices { _ = try reason(Array(bytes[..<length])) }
    }

    @Test(
        "what is no saved plan is told from one that was damaged or edited",
        arguments: [
            ("", StaleReason.Kind.notAPlan), ("hello", .notAPlan), ("{}", .notAPlan), ("[1]", .notAPlan),
            (#"{"configDigest":"sha256:00"}"#, .notAPlan), (#"{"digest":"sha256:1"#, .truncated),
            (#"{"digest": "sha256:00", "formatVersion": "1.0"}"#, .edited),
            (#"{"digest":"x","formatVersion":"2.0"}"#, .format),
            (#"{"digest":"x","formatVersion":"0.9"}"#, .format),
        ]
    )
    func kinds(_ text: String, _ kind: StaleReason.Kind) throws {
        try #expect(reason(Array(text.utf8)).kind == kind)
    }

    @Test(
        "a newer minor version is read, keys that are not known are passed over, and another major version is not read"
    )
    func versions() throws {
        var saved = try plan()
        saved.formatVersion = "1.7"
        let newer = try SavedPlanFile.bytes(of: saved)
        try #expect(SavedPlanFile.read(newer, from: "x.plan") == saved)
        let text = String(decoding: newer, as: UTF8.self)
        let more = resealed(text.replacing(#""source":"#, with: #""news":[1],"source":"#))
        try #expect(SavedPlanFile.read(more, from: "x.plan") == saved)
        for (version, age) in [("2.0", "a newer"), ("0.4", "an older"), ("9999999999999999999.0", "another")] {
            saved.formatVersion = version
            let found = try reason(SavedPlanFile.bytes(of: saved))
            #expect(found.kind == .format)
            #expect(found.message == "'x.plan' has the form \(version) of \(age) patchbay, and this one reads 1.0")
        }
    }

    @Test(
        "a file with a digest made anew that lacks what its form asks for names the place",
        arguments: [
            (#""steps":"#, #""stops":"#, "'stacks[0].plan.steps'"),
            (#""kind":"directory""#, #""kind":"heap""#, "'stacks[0].source.kind'"),
            (#""paths":["one"]"#, #""paths":[]"#, "'stacks[0].source.paths'"),
            (#""action":"delete""#, #""action":"destroy""#, "'stacks[0].plan.changes[0].action'"),
            (#""create":"#, #""create":9223372036854775807,"was":"#, "'stacks[0].plan.summary.create'"),
            (#""unchanged":"#, #""unchanged":-1,"was":"#, "'stacks[0].plan.summary.unchanged'"),
        ]
    )
    func misshapen(_ part: String, _ other: String, _ place: String) throws {
        let text = try String(decoding: SavedPlanFile.bytes(of: plan()), as: UTF8.self)
        #expect(text.contains(part))
        let found = try reason(resealed(text.replacing(part, with: other)))
        #expect(found.kind == .format)
        #expect(found.message.contains(place), "\(found.message)")
    }

    @Test("no stack, or one twice, is no plan")
    func stacks() throws {
        for sources in [[], [.directory("a"), .directory("a")]] as [[StackSource]] {
            try #expect(
                reason(SavedPlanFile.bytes(of: plan(sources))).message.contains("is empty or names a stack twice")
            )
        }
    }

    /// The file with a digest that fits it.
    private func resealed(_ text: String) -> [UInt8] {
        let rest = "{" + text.dropFirst(#"{"digest":""#.count + 71 + 2)
        return Array((#"{"digest":""# + ConfigDigest.digest(of: Array(rest.utf8)) + #"","# + rest.dropFirst()).utf8)
    }

    @Test(
        "files that differ are named, settings in words of their own",
        arguments: [
            (
                ["a.yaml": "2", "b.yaml": "1", "patchbay.yaml": "1"], [StaleReason.Kind.fileChanged],
                "the file 'one/a.yaml' changed"
            ),
            (["b.yaml": "1", "patchbay.yaml": "1"], [.fileMissing], "the file 'one/a.yaml' is missing"),
            (
                ["a.yaml": "1", "b.yaml": "1", "c.yaml": "1", "patchbay.yaml": "1"], [.fileAdded],
                "'one/c.yaml' was added"
            ),
            (
                ["a.yaml": "1", "b.yaml": "1", "patchbay.yaml": "2"], [.settingsChanged],
                "the settings in 'one/patchbay.yaml' changed"
            ),
            (["a.yaml": "1", "b.yaml": "1"], [.settingsChanged], "the settings in 'one/patchbay.yaml' are gone"),
            (["b.yaml": "3", "c.yaml": "1"], [.settingsChanged, .fileMissing, .fileChanged, .fileAdded], "are gone"),
            (["a.yaml": "1", "b.yaml": "1", "patchbay.yaml": "1"], [], ""),
        ]
    )
    func files(_ current: [String: String], _ kinds: [StaleReason.Kind], _ words: String) throws {
        var stack = try plan().stacks[0]
        stack.files = ["a.yaml", "b.yaml", "patchbay.yaml"].map { FileDigest(file: $0, digest: "1") }
        let reasons = stack.staleness(ofFiles: current.map { FileDigest(file: $0.key, digest: $0.value) })
        #expect(reasons.map(\.kind) == kinds)
        #expect(reasons.first.map { $0.message.contains(words) } ?? words.isEmpty)
    }
}
