import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The bad answers of Tests/Corpus/answers", .serialized, .timeLimit(.minutes(5)))
struct CorpusAnswerTests {
    private static let old = [
        SandboxConnection.aws("Assets", region: "us-east-2", description: "old"),
        SandboxConnection.vimeo("Channel", description: "old"),
    ]

    /// The command that leads to the request, and the entry that it is about; every update of a Vimeo connection brings secrets.
    private static func scene(_ answer: CorpusAnswer) -> (arguments: [String], entry: String) {
        let apply = ["apply", "--auto-approve"]
        return switch (answer.request, answer.type) {
        case ("list", _): (["list"], aws("Assets", "us-east-2"))
        case ("create", "vimeo"): (apply, vimeo("New"))
        case ("create", _): (apply, aws("New", "eu-west-1"))
        case ("update", "vimeo"): (apply + ["--rotate", "Channel"], vimeo("Channel", "description: new"))
        case ("update", _): (apply, aws("Assets", "us-east-2", "description: new"))
        // A delete reads back what it disabled.
        case (_, "vimeo"): (apply, "  - {type: vimeo, name: Channel, state: absent}\n")
        default: (apply, "  - {type: aws, name: Assets, state: absent}\n")
        }
    }

    @Test("each ends as its file says, and running again converges", arguments: try CorpusAnswer.all())
    func outcome(_ answer: CorpusAnswer) async throws {
        var seconds = try await tell(answer)
        // Where other programs have the processors, too, each takes longer for the same.
        for _ in 0..<3 where seconds >= Program.budget.seconds { seconds = min(seconds, try await tell(answer)) }
        #expect(seconds < Program.budget.seconds)
    }

    /// How long the processors had to do with it, in seconds.
    private func tell(_ answer: CorpusAnswer) async throws -> Double {
        let (arguments, entry) = Self.scene(answer)
        return try await Bench.with(connections(entry), live: Self.old) { bench in
            let real = try #require(bench.program.environment["PICTORY_API_URL"])
            let port = try #require(URL(string: real)?.port)
            let seconds = try await AnswerServer.with(answer, before: port) { server, url in
                var program = bench.program
                program.environment["PICTORY_API_URL"] = url
                let launcher = program.launcher
                program.launcher = ["/usr/bin/python3", "-c", CorpusProgramTests.measured, ".used"]
                let (run, _) = try await program.run(arguments) { _ in }
                let used = try program.directory.read(".used").split(separator: " ")
                #expect((Int(used[0]) ?? .max) < Program.budget.kilobytes, "\(used)")
                let seconds = try #require(Double(used[1]))
                program.launcher = launcher
                #expect(server.count > 0, "the answer was never asked for: \(run.all)")
                #expect(run.status == answer.exit, "\(run.all)")
                for text in answer.says { #expect(run.all.contains(text), "'\(text)' is not in: \(run.all)") }
                #expect(!run.all.contains("canary"), "\(run.all)")
                for secret in ["canary-secret-client-7f3a", "canary-secret-token-91bd"] {
                    #expect(!run.all.contains(Data(secret.utf8).base64EncodedString().prefix(12)), "\(run.all)")
                }
                let controls = run.all.unicodeScalars.filter { $0.properties.generalCategory == .control }
                #expect(controls.allSatisfy { $0 == "\n" }, "\(run.all.debugDescription)")
                #expect(run.all.unicodeScalars.count < 4000)
                guard answer.request == "list", answer.exit != 0 else { return seconds }
                let before = try bench.outline()
                let apply = try await program.run("apply", "--auto-approve", "--timeout", "5")
                try #expect(apply.status != 0 && bench.outline() == before, "\(apply.all)")
                return seconds
            }
            guard answer.request != "list" else { return seconds }
            let again = try await bench.program.run("apply", "--auto-approve")
            #expect(again.status == 0, "\(again.all)")
            let plan = try await bench.program.run("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan.all)")
            let names = try bench.outline()
            #expect(names.count == Set(names).count)
            return seconds
        }
    }

    @Test("there are as many as were promised")
    func count() throws {
        try #expect(CorpusAnswer.all().count >= 100)
    }
}
