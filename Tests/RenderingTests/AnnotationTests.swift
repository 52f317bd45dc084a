import Connections
import Diagnostics
import PictoryAPI
import Planning
import Rendering
import Testing

@testable import Applying

@Suite("Annotations as workflow commands of GitHub Actions")
struct AnnotationTests {
    /// A command, read as the runner reads it.
    private struct Command: Equatable {
        var name: String
        var properties: [String: String]
        var message: String

        init?(_ line: some StringProtocol) {
            guard line.hasPrefix("::"), let end = line.dropFirst(2).firstRange(of: "::") else { return nil }
            let head = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
            let parts = head.split(separator: " ", maxSplits: 1)
            name = String(parts[0])
            properties = [:]
            for pair in parts.count > 1 ? parts[1].split(separator: ",") : [] {
                let sides = pair.split(separator: "=", maxSplits: 1)
                guard sides.count == 2 else { return nil }
                properties[String(sides[0])] = Self.read(String(sides[1]), ["%3A": ":", "%2C": ","])
            }
            message = Self.read(String(line[end.upperBound...]), [:])
        }

        private static func read(_ text: String, _ more: [String: String]) -> String {
            var text = text
            for (escape, sign) in more { text.replace(escape, with: sign) }
            text.replace("%0D", with: "\r")
            text.replace("%0A", with: "\n")
            text.replace("%25", with: "%")
            return text
        }
    }

    private let annotations = GitHubAnnotations { "sub/\($0)" }

    private func commands(_ items: [Annotation]) -> [Command] {
        annotations.render(items).split(separator: "\n").compactMap { Command($0) }
    }

    @Test(
        "fault 45: messages escape percent signs and line breaks, properties the signs between them, too",
        arguments: [
            ("plain", "plain", "plain"), ("100%", "100%25", "100%25"), ("%0A", "%250A", "%250A"),
            ("a\nb", "a%0Ab", "a%0Ab"), ("a\rb", "a%0Db", "a%0Db"), ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"),
            ("a:b,c", "a:b,c", "a%3Ab%2Cc"), ("::error::x", "::error::x", "%3A%3Aerror%3A%3Ax"), ("", "", ""),
            ("ü\u{301}:", "ü\u{301}:", "ü\u{301}%3A"),
        ]
    )
    func escapes(_ text: String, _ data: String, _ property: String) {
        #expect(text.workflowData == data)
        #expect(text.workflowProperty == property)
    }

    @Test("a diagnostic is marked at its place, from the root of the checkout, with notes and hint")
    func diagnostic() {
        let diagnostic = Diagnostic(
            .unknownKey,
            "there is no key 'x' here",
            at: SourcePlace(file: "a.yaml", line: 2, column: 3),
            excerpt: Diagnostic.Excerpt(line: "  xyz: 1", length: 3),
            notes: [Diagnostic.Note(place: SourcePlace(file: "b.yaml", line: 1, column: 1), message: "see here")],
            hint: "remove it"
        )
        let expected =
            "::error file=sub/a.yaml,line=2,col=3,endColumn=5,title=patchbay[unknown-key]"
            + "::there is no key 'x' here%0Ab.yaml:1:1: see here%0Ahint: remove it\n"
        #expect(annotations.render([Annotation(diagnostic)]) == expected)
    }

    @Test("a warning is one, and standard input, which is no file, is not pointed at")
    func warning() {
        let place = SourcePlace(file: "-", line: 2, column: 3)
        let diagnostic = Diagnostic(.unusualName, severity: .warning, "odd", at: place)
        #expect(annotations.render([Annotation(diagnostic)]) == "::warning title=patchbay[unusual-name]::odd\n")
    }

    @Test("those that are not listed are counted")
    func omitted() {
        let text = annotations.render([Annotation(omitted: 7, .error)])
        #expect(text == "::error title=patchbay::… and 7 more in this stack, which are not listed\n")
    }

    @Test(
        "fault 45: no text from outside ends a property, a message or a line",
        arguments: [
            "::error::x", "a,title=evil", "a::b", "a\n::add-mask::b", "a\r\n::stop-commands::b", "%0A::error::",
            "##[error]x", "##vso[task.setvariable]x", "\u{1B}[31mred", "\u{2028}::error::x", "\u{202E}evil", "=,=::",
        ]
    )
    func hostile(_ text: String) throws {
        var change = Change(type: .aws, name: text, action: .update, reason: .renamed)
        change.blocked = Block(.notOwned, text, remedies: [text])
        change.source = SourcePlace(file: text, line: 1, column: 1)
        let diagnostic = Diagnostic(
            .unknownKey,
            text,
            at: change.source,
            notes: [Diagnostic.Note(place: SourcePlace(file: text, line: 1, column: 1), message: text)],
            hint: text
        )
        let items = [
            Annotation(diagnostic), Annotation(ErrorReport(.apiServer, .general, text, cause: text, nextStep: text)),
        ]
        let rendered = annotations.render(items + [try #require(Annotation(change))])
        let lines = rendered.split(whereSeparator: \.isNewline)
        #expect(lines.count == 3)
        for line in lines {
            let command = try #require(Command(line))
            #expect(command.name == "error")
            #expect(Set(command.properties.keys).isSubset(of: ["file", "line", "col", "endColumn", "title"]))
            #expect(command.properties["title"]?.hasPrefix("patchbay[") == true)
            #expect(command.message.split(separator: "\n").allSatisfy { $0.contains(text.terminalSafe) })
            #expect(!line.contains("##[") && !line.contains("##vso["))
        }
        let files = commands(items).compactMap { $0.properties["file"] }
        #expect(files == ["sub/\(text)".terminalSafe])
    }

    @Test("a change that is not blocked, and a step that was done, are no annotations")
    func nothing() {
        let change = Change(type: .aws, name: "a", action: .update, reason: .renamed)
        #expect(Annotation(change) == nil)
    }

    @Test("a step that failed is marked at the entry that its change comes from")
    func step() throws {
        var change = Change(type: .aws, name: "a", action: .create, reason: .notLive)
        change.source = SourcePlace(file: "a.yaml", line: 4, column: 5)
        let plan = Plan(
            stack: "test",
            apiURL: "sandbox",
            configDigest: "sha256:00",
            summary: Plan.Summary(),
            changes: [change],
            steps: [],
            unmanaged: [],
            waiting: []
        )
        let step = Step(id: 1, operation: .create, type: .aws, name: "a")
        let error = APIError(.badRequest, request: "POST /v1/x", status: 400, detail: "bad")
        let failed = StepResult(step: step, outcome: .failed(.init(error: error, isOutcomeUnknown: false)))
        let text = annotations.render(
            Annotation.failures(in: ApplyReport(plan, [failed], wasInterrupted: false), of: plan)
        )
        #expect(
            text.hasPrefix(
                "::error file=sub/a.yaml,line=4,col=5,title=patchbay[api-request]::create of aws 'a' was not done%0A"
            )
        )
        let open = ApplyReport(plan, [StepResult(step: step, outcome: .notAttempted)], wasInterrupted: true)
        #expect(Annotation.failures(in: open, of: plan).isEmpty)
    }

    @Test("of changes with one name each step is marked at its own, by its connection or by what it creates")
    func sameName() {
        let ids = ["old", "other"].map { ConnectionID($0) }
        var changes = [
            Change(type: .aws, name: "a", action: .delete, reason: .declaredAbsent),
            Change(type: .aws, name: "a", action: .update, reason: .renamed),
            Change(type: .aws, name: "a", action: .create, reason: .notLive),
            Change(type: .vimeo, name: "a", action: .create, reason: .notLive),
        ]
        for index in changes.indices {
            changes[index].source = SourcePlace(file: "a.yaml", line: index + 1, column: 1)
            changes[index].connectionId = index < ids.count ? ids[index] : nil
        }
        let plan = Plan(
            stack: "test",
            apiURL: "sandbox",
            configDigest: "sha256:00",
            summary: Plan.Summary(),
            changes: changes,
            steps: [],
            unmanaged: [],
            waiting: []
        )
        let steps = [
            Step(id: 1, operation: .create, type: .vimeo, name: "a"),
            Step(id: 2, operation: .park, type: .aws, name: "a", connectionId: ids[1]),
            Step(id: 3, operation: .create, type: .aws, name: "a"),
            Step(id: 4, operation: .delete, type: .aws, name: "a", connectionId: ids[0]),
            Step(id: 5, operation: .update, type: .aws, name: "a", connectionId: ConnectionID("unknown")),
        ]
        let results = steps.map { StepResult(step: $0, outcome: .conflict(Conflict(kind: .deleted))) }
        let report = ApplyReport(plan, results, wasInterrupted: false)
        #expect(Annotation.failures(in: report, of: plan).map(\.place?.line) == [4, 2, 3, 1, nil])
    }

    @Test("the changes of many steps are found in a time that grows with them, and no faster", .timeLimit(.minutes(1)))
    func manySteps() {
        let changes = (1...30_000).map { Change(type: .aws, name: "n\($0)", action: .create, reason: .notLive) }
        let plan = Plan(
            stack: "test",
            apiURL: "sandbox",
            configDigest: "sha256:00",
            summary: Plan.Summary(),
            changes: changes,
            steps: [],
            unmanaged: [],
            waiting: []
        )
        let results = changes.enumerated().map { index, change in
            let step = Step(id: index + 1, operation: .create, type: .aws, name: change.name)
            return StepResult(step: step, outcome: .conflict(Conflict(kind: .taken)))
        }
        let report = ApplyReport(plan, results, wasInterrupted: false)
        #expect(Annotation.failures(in: report, of: plan).count == 30_000)
    }
}
