import Foundation
import Testing

@Suite("The sandbox as a program of its own", .serialized)
struct SandboxProgramTests {
    /// Serves, runs the script with its address in the environment, and ends it.
    private func serving(_ flags: String, _ script: String, _ program: Program) async throws -> Program.Run {
        try await shell(
            """
            rm -f url
            '\(Program.executable)' sandbox \(flags) >url 2>said & server=$!
            for _ in $(seq 600); do [ -s url ] && break; sleep 0.1; done
            # Without an address the program would ask the real API.
            [ -s url ] || { kill $server; exit 99; }
            export PICTORY_API_URL=$(head -n 1 url) PICTORY_API_KEY=${KEY:-pictai_any}
            patchbay() { '\(Program.executable)' "$@"; }
            ( set -e
            \(script) )
            status=$?
            kill -TERM $server; wait $server; echo "sandbox ended with $?"
            exit $status
            """,
            program
        )
    }

    @Test("serves what the other commands need, keeps the account in its file, and ends with 0 when it is interrupted")
    func serves() async throws {
        try await withTemporaryDirectory { directory in
            let program = Program(directory: directory)
            try directory.write("connections:\n" + aws("Assets", "us-east-2"), to: "stack/a.yaml")
            let first = try await serving(
                "--port 0 --state account.json",
                "patchbay apply stack --auto-approve",
                program
            )
            #expect(first.status == 0 && first.out.contains("Applied. 1 of 1 step done."), "\(first.all)")
            #expect(first.out.hasSuffix("sandbox ended with 0\n"), "\(first.all)")
            try #expect(directory.read("url").hasPrefix("http://127.0.0.1:"))
            try #expect(directory.read("said").contains("A sandbox, not the real API."))
            let again = try await serving(
                "--port 0 --state account.json --page-size 1",
                "patchbay plan stack --detailed-exitcode; patchbay list --format json",
                program
            )
            #expect(again.status == 0 && again.out.contains("\"Assets\""), "\(again.all)")
        }
    }

    @Test("takes the key of its file alone, and injects the faults of its file")
    func keyAndFaults() async throws {
        try await withTemporaryDirectory { directory in
            var program = Program(directory: directory)
            try directory.write("pictai_canary-right\n", to: "key")
            try directory.write("connections: []\n", to: "stack/a.yaml")
            let flags = "--port 0 --key-file key"
            let wrong = try await serving(flags, "patchbay plan stack", program)
            #expect(wrong.status == 4 && !wrong.all.contains("canary"), "\(wrong.all)")
            program.environment["KEY"] = "pictai_canary-right"
            let right = try await serving(flags, "patchbay plan stack", program)
            #expect(right.status == 0, "\(right.all)")
            let missing = try await program.run("sandbox", "--faults", "nowhere.json")
            #expect(missing.status == 3 && missing.err.contains("--faults"), "\(missing.all)")
        }
    }
}
