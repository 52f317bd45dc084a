import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("An API that cuts descriptions, with the built program over a socket")
struct StoredOtherwiseTests {
    private static let long = """
        connections:
          - type: aws
            name: a
            awsAccountId: "012345678901"
            awsRegion: us-east-1
            description: A long text of many words

        """

    @Test("fault 34: the apply warns once; then there are no changes and no drift, and who asks is told why")
    func once() async throws {
        let behavior = SandboxBehavior { $0.descriptionLength = 6 }
        try await Bench.with(["a.yaml": Self.long], behavior: behavior) { bench in
            let warning = """
                warning: the API stored description of aws "a" other than it was sent; write it in the files as the API has \
                it, or plans without a ledger show it again
                """
            let first = try await bench.program.run("apply", "--auto-approve")
            #expect(first.status == 0 && first.all.contains(warning), "\(first.all)")
            for command in [["plan", "--detailed-exitcode"], ["drift"], ["apply", "--auto-approve"]] {
                let run = try await bench.program.run(command) { _ in }.run
                #expect(run.status == 0 && run.out.hasPrefix("No "), "\(run.all)")
                #expect(!run.all.contains("warning"), "\(run.all)")
            }
            let title = "Stored otherwise: the API keeps a text in another form than the files, and would again"
            let verbose = try await bench.program.run("plan", "-v")
            #expect(verbose.out.contains(title + ":\n  aws \"a\" ("), "\(verbose.out)")
            let shown = try await bench.program.run("show", "a")
            #expect(shown.out.contains("\"A long\"") && shown.out.contains(title + ": description\n"), "\(shown.out)")
            let comment = try await bench.program.run("plan", "-v", "--format", "markdown")
            #expect(comment.out.contains("1 stored otherwise: the API keeps"), "\(comment.out)")
            for command in [["plan"], ["show", "a"]] {
                let json = try await bench.program.run(command + ["--format", "json"]) { _ in }.run
                #expect(json.out.contains("\"storedOtherwise\""), "\(json.out)")
            }
            try bench.rewrite { $0[0].live.enabled = false }
            let along = "sent along as the files have it, though the API stored it otherwise so far: description"
            for format in ["text", "markdown"] {
                let update = try await bench.program.run("plan", "--format", format)
                #expect(update.out.contains(along), "\(update.out)")
            }
            let plain = try await bench.program.run("plan", "--ledger", "none", "--detailed-exitcode")
            #expect(plain.status == 2 && plain.out.contains("\"A long\" -> \"A long text"), "\(plain.all)")
        }
    }
}
