import Foundation
import TestSupport
import Testing

@Suite("The bad stacks of Tests/Corpus/files, with the built program", .serialized)
struct CorpusProgramTests {
    /// Runs a program, and writes what it took into the file that is named first: KiB of memory, seconds of processors.
    static let measured = """
        import resource, subprocess, sys
        status = subprocess.call(sys.argv[2:])
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(sys.argv[1], "w") as file: file.write(f"{used.ru_maxrss} {used.ru_utime + used.ru_stime}")
        sys.exit(status if status >= 0 else 100 - status)
        """

    /// Runs a program with each of the folders behind `--`, one after the other, and writes what it took for each, a line each.
    private static let eachMeasured = """
        import os, resource, subprocess, sys
        end = sys.argv.index("--")
        with open(sys.argv[1], "w") as file:
            for folder in sys.argv[end + 1:]:
                best = None
                # Where other programs have the processors, too, it takes longer for the same.
                for attempt in range(4):
                    child = subprocess.Popen(sys.argv[2:end] + [folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    _, status, used = os.wait4(child.pid, 0)
                    seconds = used.ru_utime + used.ru_stime
                    if best is None or seconds < best: best = seconds
                    if best < 0.05: break
                file.write(f"{os.waitstatus_to_exitcode(status)} {used.ru_maxrss} {best}\\n")
        """

    private struct Results: Decodable {
        struct Stack: Decodable {
            struct Diagnostic: Decodable {
                struct Place: Decodable {
                    var file: String
                    var line: Int
                    var column: Int
                }

                var code: String
                var source: Place?
                var hint: String?
            }

            var valid: Bool
            var diagnostics: [Diagnostic]
        }

        var stacks: [Stack]
    }

    /// The folder that a stack is written to.
    private func folder(_ index: Int) -> String { "stack-\(1000 + index)" }

    private func with<Value>(_ stacks: [CorpusStack], _ body: (Program) async throws -> Value) async throws -> Value {
        try await withTemporaryDirectory { directory in
            for (index, stack) in stacks.enumerated() {
                try directory.write("# a stack\n", to: "\(folder(index))/readme.md")
                for (file, bytes) in stack.files {
                    try directory.write("", to: "\(folder(index))/\(file)")
                    try Data(bytes).write(to: directory.appending(path: "\(folder(index))/\(file)"))
                }
            }
            return try await body(Program(directory: directory))
        }
    }

    private func run(_ stacks: [CorpusStack]) async throws -> (run: Program.Run, memory: Int, seconds: Double) {
        try await with(stacks) { measured in
            var program = measured
            program.launcher = ["/usr/bin/python3", "-c", Self.measured, "used"]
            let arguments = ["validate", "--format", "json"] + stacks.indices.map(folder)
            let run = try await program.run(arguments) { _ in }.run
            let used = try program.directory.read("used").split(separator: " ")
            return (run, try #require(Int(used[0])), try #require(Double(used[1])))
        }
    }

    @Test("fault 5: each by itself takes at most 64 MiB and 50 ms, the start of the program included")
    func each() async throws {
        let stacks = try CorpusStack.all()
        let used = try await with(stacks) { measured in
            var program = measured
            program.launcher = ["/usr/bin/python3", "-c", Self.eachMeasured, "used"]
            let run = try await program.run(["validate", "--"] + stacks.indices.map(folder)) { _ in }.run
            #expect(run.status == 0, "\(run.all)")
            return try program.directory.read("used").split(separator: "\n").map { $0.split(separator: " ") }
        }
        try #require(used.count == stacks.count)
        for (stack, figures) in zip(stacks, used) {
            let (status, memory, seconds) = (Int(figures[0]), Int(figures[1]) ?? .max, Double(figures[2]) ?? .infinity)
            #expect(
                (status == 3 || status == 0) && memory < Program.budget.kilobytes && seconds < Program.budget.seconds,
                "\(stack.name): \(figures)"
            )
        }
    }

    @Test("fault 5: one process tells of all of them within 64 MiB and 50 ms for each")
    func budget() async throws {
        // References are resolved by a plan only.
        let stacks = try CorpusStack.all()
        let (run, memory, seconds) = try await self.run(stacks)
        #expect(run.status == 3)
        #expect(memory < 64 << 10, "\(memory) KiB")
        // Processor time, which does not depend on what else the machine does.
        #expect(seconds < 0.05 * Double(stacks.count), "\(seconds) s for \(stacks.count)")
        let results = try JSONDecoder().decode(Results.self, from: Data(run.out.utf8)).stacks
        try #require(results.count == stacks.count)
        for (index, (stack, result)) in zip(stacks, results).enumerated() {
            let said = result.diagnostics.map { diagnostic in
                diagnostic.code
                    + (diagnostic.source.map { place in
                        let file = place.file.replacing("\(folder(index))/", with: "")
                        return " at \(file):\(place.line):\(place.column)"
                    } ?? "")
            }
            #expect(said.sorted() == stack.expected, "\(stack.name)")
            #expect(result.diagnostics.allSatisfy { $0.hint?.isEmpty == false }, "\(stack.name)")
        }
    }
}
