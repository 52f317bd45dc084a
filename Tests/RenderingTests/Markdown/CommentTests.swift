import Connections
import Foundation
import Planning
import Rendering
import TestSupport
import Testing

@Suite("Comments on pull requests, rendered by cmark-gfm")
struct CommentTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("a comment of each kind, with hostile names and descriptions in it", arguments: CommentSample.all)
    func golden(_ sample: CommentSample) async throws {
        let text = try sample.comment(HostileText.few).render()
        try Golden.expect(text, in: Self.tests.appending(path: "Comments/\(sample.name).md"))
        let judge = try await CommentJudge(text)
        #expect(judge.problems.isEmpty)
    }

    @Test("fault 46: text from outside changes nothing but text in code", arguments: CommentSample.all)
    func hostile(_ sample: CommentSample) async throws {
        var skeletons: [Int: String] = [:]
        for texts in batches(HostileText.all) {
            let judge = try await CommentJudge(sample.comment(texts).render())
            #expect(judge.problems.isEmpty)
            if skeletons[texts.count] == nil {
                let harmless = texts.indices.map { "plain \($0)" }
                skeletons[texts.count] = try await CommentJudge(sample.comment(harmless).render()).skeleton
            }
            #expect(judge.skeleton == skeletons[texts.count])
        }
    }

    @Test("fault 46: every hostile text stands in code as it is, but for what acts on a terminal")
    func faithful() async throws {
        let sample = try #require(CommentSample.all.first { $0.name == "create" })
        for texts in batches(HostileText.all) {
            let codes = Set(try await CommentJudge(sample.comment(texts).render()).codes)
            for text in texts where !text.contains(String(repeating: "`", count: 17)) {
                let isPadded = text.isEmpty || text.hasPrefix(" ") || text.hasSuffix(" ")
                #expect(codes.contains(isPadded ? "\"\(text)\"" : text.terminalSafe), "\(text.debugDescription)")
            }
        }
    }

    @Test("fault 46: a hostile stack name or label changes nothing but text in code", arguments: HostileText.all)
    func names(_ text: String) async throws {
        func judged(_ name: String) async throws -> CommentJudge {
            var plan = try Planner.plan([], onto: [])
            plan.stack = name
            let stacks = [
                MarkdownComment.Stack(label: name, PlanMarkdown().section(plan)),
                MarkdownComment.Stack(label: name, FilesMarkdown.invalid(errors: 1)),
            ]
            for stack in stacks {
                let first = MarkdownComment(.plan, [stack]).render()
                try #expect(await CommentJudge(first).problems.isEmpty)
                #expect(
                    first.split(separator: "\n")[0].wholeMatch(of: /<!-- patchbay:plan:[A-Za-z0-9._%-]* -->/) != nil
                )
            }
            return try await CommentJudge(MarkdownComment(.plan, stacks).render())
        }
        let judge = try await judged(text)
        #expect(judge.problems.isEmpty)
        try #expect(await judge.skeleton == judged("plain").skeleton)
    }

    @Test("the Markdown of all goldens is text in code and our own words")
    func goldens() async throws {
        let root = Self.tests.appending(path: "Goldens")
        let files = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".md") }
        #expect(files.count > 15)
        for file in files.sorted() {
            let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
            let judge = try await CommentJudge(text)
            #expect(judge.problems.isEmpty, "\(file)")
        }
    }

    @Test(
        "the judge sees what text outside of code would do",
        arguments: [
            "@team", "[a](b)", "<img src=x>", "<b>x</b>", "www.example.com", "# heading\n\ntext", "~~x~~", "![a](b)",
            "#1",
            "a | b\n--|--\n1 | 2", "</details>", "<!-- other -->", "> quote", "[^1]\n\n[^1]: x", "*x*", "***",
            "- [ ] x",
        ]
    )
    func judge(_ markdown: String) async throws {
        let judge = try await CommentJudge(markdown)
        #expect(!judge.problems.isEmpty)
    }

    /// Few enough that nothing is cut.
    private func batches(_ texts: [String]) -> [[String]] {
        stride(from: 0, to: texts.count, by: 8).map { Array(texts[$0..<min($0 + 8, texts.count)]) }
    }
}
