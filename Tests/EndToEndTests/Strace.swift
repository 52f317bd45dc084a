import Foundation
import Subprocess
import SystemPackage
import Testing

/// strace(1), which kills a program at the system call that a test asks for.
enum Strace {
    /// A system call of a run, counted as strace counts: among those of its name in its thread.
    struct Point: Sendable, CustomStringConvertible {
        /// Which of the threads that there are at the first request, from 0; nil for the first thread that gets so far,
        /// from the start of the program on.
        var thread: Int?
        var call: String
        /// From 1.
        var number: Int

        var description: String {
            let place = thread.map { "of thread \($0) since the first request" } ?? "of a thread"
            return "\(call) number \(number) \(place)"
        }
    }

    static let path = ["/usr/bin/strace", "/bin/strace", "/usr/local/bin/strace"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Whether strace is there, may run programs and may attach to one that keeps its memory private.
    static func isUsable() async throws -> Bool {
        guard let path else { return false }
        // The program waits for its input, and from the moment on that it is private its files in /proc are root's.
        let script = """
            mkfifo input
            '\(Program.executable)' validate - <input & waiting=$!
            exec 3>input
            until [ "$(stat -c %u /proc/$waiting/environ)" = 0 ]; do kill -0 $waiting || break; done
            '\(path)' -qq -o /dev/null -p $waiting & tracer=$!
            until grep -q 'TracerPid:[^0-9]*[1-9]' /proc/$waiting/status; do
                kill -0 $tracer 2>/dev/null || break
            done
            disown $waiting
            kill -9 $waiting
            wait $tracer
            """
        return try await withTemporaryDirectory { directory in
            try await shell(script, Program(directory: directory)).err.isEmpty
        }
    }

    /// The calls that count: of files, of the network, and of anything that has a descriptor.
    static let calls = "%file,%network,%desc"

    /// What to write in front of a program to have its calls noted in a file: those of the classes, and only those on the files,
    /// where there are any.
    static func noting(in file: String, of calls: String = calls, on files: [String] = []) -> [String] {
        [path ?? "strace", "-f", "-qq", "-o", file, "-e", "trace=\(calls)"] + files.flatMap { ["-P", $0] }
    }

    /// What to write in front of a program to have it killed there; the point is counted among the calls on the files, where
    /// there are any.
    static func killing(at point: Point, on files: [String] = []) -> [String] {
        injecting("\(point.call):signal=SIGKILL:when=\(point.number)", on: files)
    }

    /// What to write in front of a program to have all of these calls on the files fail, but the first few of each thread.
    static func failing(_ calls: [String], _ error: String, from number: Int, on files: [String]) -> [String] {
        injecting("\(calls.joined(separator: ",")):error=\(error):when=\(number)+", on: files)
    }

    private static func injecting(_ fault: String, on files: [String]) -> [String] {
        let calls = fault.prefix { $0 != ":" }
        return [path ?? "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", "inject=\(fault)"]
            + files.flatMap { ["-P", $0] }
    }

    /// How often each thread made each call, from what was noted.
    static func counts(_ notes: String) -> [Int: [String: Int]] {
        var counts: [Int: [String: Int]] = [:]
        for line in notes.split(separator: "\n") {
            // The number of a thread is filled up with spaces. What goes on with a call that another thread's had
            // interrupted begins with '<', and is none of its own.
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
            guard words.count > 1, let thread = Int(words[0]), words[1].first?.isLetter == true,
                let parenthesis = words[1].firstIndex(of: "(")
            else { continue }
            counts[thread, default: [:]][String(words[1][..<parenthesis]), default: 0] += 1
        }
        return counts
    }

    /// The threads of a process, in the order in which they began.
    static func threads(of process: Int32) -> [Int] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
        return (names ?? []).compactMap(Int.init).sorted()
    }

    /// Attaches to a process and all its threads, or to one thread, while `body` runs and until what is traced ends.
    ///
    /// The launcher is what would be written in front of the program.
    static func whileAttached(
        to thread: Int,
        _ launcher: [String],
        _ body: () async throws -> Void
    ) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(launcher[0])),
            arguments: Arguments(launcher.dropFirst() + ["-p", "\(thread)"]),
            environment: .inherit,
            input: .none,
            output: .discarded,
            error: .string(limit: 1 << 16)
        ) { execution in
            while !isTraced(thread), !Program.isOver(execution.processIdentifier.value) {
                try await Task.sleep(for: .milliseconds(1))
            }
            try await body()
        }
        // It says so when it can't attach, and else only where a killed thread ended between a call and the question which.
        let complaints = result.standardError.split(separator: "\n").filter { !$0.contains("ptrace_syscall_info.op") }
        #expect(complaints == [], "strace: \(result.standardError)")
    }

    private static func isTraced(_ thread: Int) -> Bool {
        // Unlike the list of processes, this path also knows threads.
        let status = try? String(contentsOfFile: "/proc/\(thread)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("TracerPid:") }
        return line.map { !$0.hasSuffix("\t0") } ?? false
    }
}
