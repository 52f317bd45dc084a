import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("No secret anywhere but in a request", .serialized)
struct SecrecyTests {
    private static let canaries = ["canary-secret-client-7f3a", "canary-secret-token-91bd", Bench.key]

    /// The canaries as they are, and in the forms in which servers and encoders hand text back.
    private static var forms: [String] {
        canaries.flatMap { canary in
            [canary, Data(canary.utf8).base64EncodedString(), String(canary.reversed())]
        }
    }

    private func expectClean(_ text: String, _ comment: Comment) {
        for form in Self.forms { #expect(!text.contains(form), comment) }
    }

    private func expectCleanFiles(below directory: URL) throws {
        let paths = FileManager.default.enumerator(atPath: directory.path)?.allObjects as? [String] ?? []
        for path in paths {
            guard let data = try? Data(contentsOf: directory.appending(path: path)) else { continue }
            expectClean(String(decoding: data, as: UTF8.self), "file \(path)")
        }
    }

    @Test(
        "faults 16, 17, 21: no output, file or error holds one, at any verbosity, also when the server echoes it",
        arguments: [
            nil,
            Fault(.status(StatusFault(400, body: echo)), on: .writes, times: nil),
            Fault(.status(StatusFault(500, body: "<p>\(echo)</p>", contentType: "text/html")), on: .writes, times: nil),
            Fault(.garbage(echo), times: nil),
            Fault(.status(StatusFault(401, body: echo)), times: nil),
            Fault(.drop(.after), on: .writes),
        ] as [Fault?]
    )
    func canaries(_ fault: Fault?) async throws {
        try await Bench.with(connections(vimeo("v"), aws("a", "us-east-1"))) { bench in
            if let fault { bench.sandbox.add(fault) }
            for command in [
                ["validate"], ["plan"], ["plan", "--rotate", "*", "--out", "a.plan"], ["apply", "--auto-approve"],
            ] {
                for extra in [
                    [], ["-v"], ["--quiet"], ["--format", "json"], ["-v", "--format", "json"],
                    ["--format", "markdown"], ["--annotations", "github"],
                ] {
                    let (run, _) = try await bench.program.run(command + extra) { _ in }
                    expectClean(run.all, "\(command + extra)")
                }
            }
            try expectCleanFiles(below: bench.program.directory)
        }
    }

    private static var echo: String {
        let forms = canaries + canaries.map { Data($0.utf8).base64EncodedString() }
        return "{\"message\": \"you sent \(forms.joined(separator: " "))\"}"
    }

    @Test("the in-process sandbox keeps none either, in a file that only its owner can read")
    func sandboxFile() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("api: sandbox\n", to: "patchbay.yaml")
            for (name, text) in connections(vimeo("v")) { try directory.write(text, to: name) }
            let environment = [
                "VIMEO_CLIENT_SECRET": "canary-secret-client-7f3a", "VIMEO_ACCESS_TOKEN": "canary-secret-token-91bd",
            ]
            let program = Program(directory: directory, environment: environment)
            let run = try await program.run("apply", "--auto-approve")
            #expect(run.status == 0, "\(run.all)")
            try expectCleanFiles(below: directory)
            let file = directory.appending(path: ".patchbay/sandbox.json").path
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let plan = try await program.run("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan.all)")
        }
    }

    @Test(
        "fault 33: a file cannot choose the host that the key goes to",
        arguments: [
            "api: http://127.0.0.1:1/x", "api: https://evil.example", "apiURL: https://evil.example", "api: 'sandbox '",
        ]
    )
    func hostFromFile(_ settings: String) async throws {
        try await Bench.with(connections(aws("a", "us-east-1")), settings: settings) { bench in
            let run = try await bench.program.run("plan")
            #expect(run.status == 3, "\(run.all)")
            #expect(run.err.contains("patchbay.yaml:1:"))
            #expect(bench.sandbox.journal.entries.isEmpty)
        }
    }

    @Test(
        "a file cannot move a secret into a visible field",
        arguments: [
            aws("a", "us-east-1", "description: ${env:VIMEO_CLIENT_SECRET}"),
            aws("a", "us-east-1", "description: prefix ${env:VIMEO_CLIENT_SECRET}"),
            aws("${env:PICTORY_API_KEY}", "us-east-1"),
            vimeo("v").replacingOccurrences(of: "client-1", with: "${file:/etc/hostname}"),
        ]
    )
    func visibleField(_ entry: String) async throws {
        try await Bench.with(connections(entry)) { bench in
            let run = try await bench.program.run("plan")
            #expect(run.status == 3, "\(run.all)")
            expectClean(run.all, "plan")
            #expect(bench.sandbox.journal.entries.isEmpty)
        }
    }

    @Test("fault 18: the key is never a flag's value, and a plan for a fork needs no secrets")
    func keyAndForks() async throws {
        try await Bench.with(connections(vimeo("v"))) { bench in
            var program = bench.program
            let flag = try await program.run("plan", "--api-key", Bench.key)
            #expect(flag.status == 64)
            program.environment["VIMEO_CLIENT_SECRET"] = nil
            let missing = try await program.run("plan")
            #expect(missing.status == 3 && missing.err.contains("${env:VIMEO_CLIENT_SECRET}"), "\(missing.all)")
            let fork = try await program.run("plan", "--no-secrets")
            #expect(fork.status == 0, "\(fork.all)")
            program.environment["PICTORY_API_KEY"] = nil
            let keyless = try await program.run("plan", "--no-secrets")
            #expect(keyless.status != 0 && keyless.err.contains("PICTORY_API_KEY"), "\(keyless.all)")
            let validate = try await program.run("validate")
            #expect(validate.status == 0, "\(validate.all)")
        }
    }
}
