import TestSupport
import Testing
import YAMLTree

@Suite("Hostile input")
struct HostileInputTests {
    private static let pieces = [
        "[", "]", "{", "}", ",", ":", " ", "\n", "a", "\"", "'", "- ", "? ", "&a", "*a", "!", "!!str ", "|", ">", "#",
        "x: ",
        "\n  ", "%", "\\", "---", "...", "<<: ", "\t", "é", "\u{0}", "\r", "0", "~", "@", "\u{FEFF}", "\u{202E}", "*b",
        "&b ",
    ]

    @Test(
        "whatever is read gives a tree or a problem, and every problem has a place in the file",
        arguments: SeededRandom.seeds(8)
    )
    func random(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<400 {
            let count = Int.random(in: 1...30, using: &random)
            var bytes = (0..<count).flatMap { _ in Array((Self.pieces.randomElement(using: &random) ?? "").utf8) }
            if Bool.random(using: &random) { bytes.append(UInt8.random(in: 0...255, using: &random)) }
            let reading = YAMLReading(bytes)
            #expect(reading.tree != nil || !reading.problems.isEmpty, "\(random): \(bytes)")
            let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
            for problem in reading.problems {
                #expect(problem.span.line >= 1 && problem.span.line <= lines, "\(random): \(bytes)")
                #expect(problem.span.column >= 1 && Int(problem.span.column) <= bytes.count + 1, "\(random): \(bytes)")
                #expect(!problem.hint.isEmpty)
            }
            _ = reading.tree?.outline
        }
    }

    @Test(
        "fault 3: time grows in proportion to the file, whatever pattern fills it",
        arguments: [
            "[]", "[", "[[],", "[{}]", "{a: [", "[? ", "\"a\":", "? a\n: b\n", "&a ", "*a,", "!a ", "a: b: ", "- - - ",
            "'",
            "x: |\n a\n", "# \n", "{?a,", "[a: b,", "a\n\n", "---\n", "\"\\x41\"", "%41",
        ]
    )
    func linear(pattern: String) {
        let text = String(repeating: pattern, count: 200_000 / pattern.utf8.count)
        let time = processorTime {
            _ = YAMLReading(text)
            _ = YAMLReading("[" + text)
            _ = YAMLReading("x: \"" + text)
        }
        // Linear time is well below a second, also without optimisation; quadratic time would be minutes.
        #expect(time < .seconds(20))
    }

    @Test("a key that stands a hundred thousand times is counted, not listed")
    func manyProblems() {
        let reading = YAMLReading(String(repeating: "a: 1\n", count: 100_000))
        #expect(reading.problems.count == 50)
        #expect(reading.omittedProblems == 99_949)
    }
}
