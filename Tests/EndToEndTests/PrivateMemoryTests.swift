import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("What the program has in its memory stays there", .serialized)
struct PrivateMemoryTests {
    /// Without what root may do, to programs that are private, too.
    private static let powerless =
        geteuid() == 0 ? ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"] : []

    /// Runs a plan, and `body` while its request is under way, when it has read all secrets.
    private func whilePlanning(
        launcher: [String],
        environment: [String: String] = [:],
        _ body: (Bench, Program.Running) async throws -> Void
    ) async throws {
        let files = connections(vimeo("v"))
        try await Bench.with(files, faults: [Fault(.hold("list", .before), times: nil)]) { bench in
            var program = bench.program
            program.launcher = launcher
            program.environment.merge(environment) { _, new in new }
            let (run, _) = try await program.run(["plan"]) { running in
                try #require(await bench.isHeld("list", by: running))
                try await body(bench, running)
                running.send(SIGKILL)
            }
            bench.sandbox.release("list", .drop)
            for canary in ["canary", Bench.key] { #expect(!run.all.contains(canary), "\(run.all)") }
        }
    }

    @Test(
        "fault 18: a crash leaves no core file and no backtrace, though shell and environment ask for both",
        arguments: [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]
    )
    func crash(_ signal: Int32) async throws {
        // At its place in the toolchain; where there is none, nothing could write a backtrace.
        let toolchain = try await withTemporaryDirectory { directory in
            try await shell(
                "readlink -f \"$(command -v swift || echo /opt/swift/usr/bin/swift)\"",
                Program(directory: directory)
            )
        }
        let writer = URL(filePath: toolchain.out.trimmingCharacters(in: .newlines)).deletingLastPathComponent()
            .appending(path: "../libexec/swift/linux/swift-backtrace").standardizedFileURL.path
        let settings = "enable=yes,color=no,interactive=no,threads=all,registers=all,swift-backtrace=\(writer)"
        let launcher = ["/bin/bash", "-c", "ulimit -c \"$(ulimit -H -c)\"; exec \"$0\" \"$@\""]
        try await whilePlanning(launcher: launcher, environment: ["SWIFT_BACKTRACE": settings]) { bench, running in
            let limits = try String(contentsOfFile: "/proc/\(running.identifier)/limits", encoding: .utf8)
            #expect(limits.contains(#/Max core file size +0 +0 /#), "\(limits)")
            let manager = FileManager.default
            let before = try manager.subpathsOfDirectory(atPath: bench.program.directory.path)
            running.send(signal)
            await running.waitForEnd()
            let after = try manager.subpathsOfDirectory(atPath: bench.program.directory.path)
            #expect(after.sorted() == before.sorted())
            #expect(!running.err.contains("acktrace") && !running.err.contains("egisters"), "\(running.err)")
        }
    }

    @Test("fault 18: another process of the same user reads neither its environment nor its memory")
    func otherProcesses() async throws {
        try await whilePlanning(launcher: Self.powerless) { bench, running in
            let script = """
                \(Self.powerless.joined(separator: " ")) sleep 60 & other=$!
                until grep -q sleep /proc/$other/comm; do :; done
                for process in $other \(running.identifier); do
                    for file in environ maps; do
                        \(Self.powerless.joined(separator: " ")) cat /proc/$process/$file >/dev/null 2>&1 && echo read || echo refused
                    done
                done
                kill $other
                """
            let reading = try await shell(script, bench.program)
            // The first process shows that it is the program that refuses.
            #expect(reading.out == "read\nread\nrefused\nrefused\n", "\(reading.all)")
        }
    }

    @Test(
        "fault 18: no command starts another program, which would inherit the environment",
        .enabled("strace is missing, or must not run programs here") { try await Strace.isUsable() },
        arguments: [
            ["plan"], ["apply", "--auto-approve"], ["drift", "--notify", "http://127.0.0.1:1/x"], ["export"],
            ["list"], ["doctor"], ["history"], ["validate"],
        ]
    )
    func children(_ arguments: [String]) async throws {
        try await Bench.with(connections(vimeo("v"))) { bench in
            var program = bench.program
            program.launcher = Strace.noting(in: "processes", of: "%process")
            let (run, _) = try await program.run(arguments) { _ in }
            let notes = try bench.program.directory.read("processes").split(separator: "\n")
            #expect(notes.count { $0.contains("execve(") } == 1, "\(notes)")
            let children = notes.filter { note in
                note.contains(#/\bv?fork\(/#) || note.contains(#/\bclone3?\(/#) && !note.contains("CLONE_THREAD")
            }
            #expect(children == [], "\(run.all)")
        }
    }
}
