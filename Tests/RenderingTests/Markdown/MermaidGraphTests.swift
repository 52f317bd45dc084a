import Connections
import Planning
import Rendering
import TestSupport
import Testing

@Suite("Steps as a Mermaid graph")
struct MermaidGraphTests {
    private func steps(_ count: Int, named name: String, after: (Int) -> [Int] = { _ in [] }) -> [Step] {
        (1...count).map { number in
            let sets = [Step.Setting(.name, .text(name))]
            return Step(id: number, operation: .park, type: .aws, name: name, sets: sets, after: after(number))
        }
    }

    @Test("nodes and edges, in the order of the steps")
    func whole() {
        let steps = [
            Step(id: 1, operation: .create, type: .aws, name: "a [1]"),
            Step(id: 2, operation: .delete, type: .vimeo, name: "b", connectionId: nil, after: [1]),
        ]
        let expected = [
            "flowchart TD", "    s1[\"1. create aws #34;a #91;1#93;#34;\"]", "    s2[\"2. delete vimeo #34;b#34;\"]",
            "    s1 --> s2",
        ]
        #expect(MermaidGraph(steps)?.lines == expected)
    }

    @Test("every line is of the grammar, whatever the names are", arguments: HostileText.all)
    func grammar(_ text: String) throws {
        let graph = try #require(MermaidGraph(steps(3, named: text) { $0 == 1 ? [] : [$0 - 1] }))
        #expect(graph.lines.first == "flowchart TD")
        let node = /\ {4}s[0-9]+\["([A-Za-z0-9 _.,'-]|#[0-9]+;)*"\]/
        for line in graph.lines[1...3] { #expect(line.wholeMatch(of: node) != nil, "\(line)") }
        #expect(graph.lines[4...] == ["    s1 --> s2", "    s2 --> s3"])
    }

    @Test("a label says what the step's title says", arguments: HostileText.all)
    func faithful(_ text: String) throws {
        let graph = try #require(MermaidGraph(steps(1, named: text)))
        let label = graph.lines[1].dropFirst("    s1[\"".count).dropLast(2)
        let decoded = label.replacing(/#([0-9]+);/) { match in
            UInt32(match.1).flatMap(Unicode.Scalar.init).map { String($0) } ?? "?"
        }
        let name = text.quotedForTerminal
        #expect(decoded == "1. park aws \(name) as \(name)")
    }

    @Test(
        "in a comment every line of the graph is whole, however long the names are",
        arguments: HostileText.all + HostileText.long
    )
    func inComment(_ text: String) async throws {
        var plan = try Planner.plan([], onto: [])
        plan.steps = steps(5, named: text) { $0 == 1 ? [] : [$0 - 1] }
        plan.steps.append(
            Step(id: 6, operation: .delete, type: .vimeo, name: text, connectionId: ConnectionID(text), after: [1])
        )
        let comment = MarkdownComment(.plan, [.init(label: "s", PlanMarkdown(showsSteps: true).section(plan))]).render()
        let lines = try #require(comment.split(separator: "\n```").first { $0.hasPrefix("mermaid\n") }).split(
            separator: "\n"
        )
        let node = /\ {4}s[0-9]+\["[0-9]+\. (park aws|delete vimeo) ([A-Za-z0-9 _.,'-]|#[0-9]+;)*"\]/
        #expect(lines.count == 13)
        for line in lines[2...6] { #expect(line.wholeMatch(of: node) != nil && line.hasSuffix("#34;\"]"), "\(line)") }
        #expect(lines[7].wholeMatch(of: node) != nil && lines[7].hasSuffix("#41;\"]"), "\(lines[7])")
        #expect(lines[8...] == ["    s1 --> s2", "    s2 --> s3", "    s3 --> s4", "    s4 --> s5", "    s1 --> s6"])
        try #expect(await CommentJudge(comment).problems.isEmpty)
    }

    @Test("a name of plain letters is never cut, and a longer one says that it is")
    func cut() throws {
        let name = String(repeating: "n", count: 100)
        let whole = try #require(MermaidGraph(steps(1, named: name)))
        #expect(whole.lines[1] == "    s1[\"1. park aws #34;\(name)#34; as #34;\(name)#34;\"]")
        let emoji = try #require(MermaidGraph(steps(1, named: String(repeating: "🎬", count: 100))))
        #expect(emoji.lines[1].contains("#127916;#8230;#34; as #34;#127916;"))
    }

    @Test("what Mermaid would not draw is not drawn: steps, edges, characters")
    func limits() {
        #expect(MermaidGraph(steps(100, named: "a")) != nil)
        #expect(MermaidGraph(steps(101, named: "a")) == nil)
        #expect(MermaidGraph(steps(40, named: "a") { Array(1..<$0) }) == nil)
        #expect(MermaidGraph(steps(100, named: String(repeating: "🎬", count: 100))) == nil)
    }
}
