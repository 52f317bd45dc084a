import Connections
import Diagnostics
import Foundation
import Planning
import Rendering
import TestSupport
import Testing

@Suite("The message about drift")
struct DriftMessageTests {
    private func drift(_ stack: String = "production", missing count: Int) throws -> Drift {
        let desired = (0..<count).map { Sample.desired("connection \(10_000 + $0)", at: "\($0 + 1)") }
        var plan = try Planner.plan(desired, onto: [])
        plan.stack = stack
        return Drift(plan)
    }

    @Test("counts first, then the findings with their fields and who moved them, and no value of any")
    func text() throws {
        let message = DriftMessage([.drifted(try DriftSample.drift())], of: 1).text
        let expected = """
            patchbay drift: 1 stack drifted: 4 changed, 1 missing, 4 unmanaged, 2 hidden
            stack `test` at `sandbox`: 4 changed, 1 missing, 4 unmanaged, 2 hidden
            • changed aws `Edited`: description (config), enabled (outside)
            • changed aws `Moved`: awsRegion
            • changed aws `Parked`: name
            • changed vimeo `Channel`: clientSecret, accessToken
            • missing aws `Gone`
            • unmanaged aws `Ours`
            • unmanaged aws `Theirs`
            • unmanaged aws `Tomb`
            • unmanaged vimeo `Odd`
            • hidden aws `Same`
            • hidden vimeo `Main`
            """
        #expect(message == expected)
    }

    @Test("failures come first, with their codes")
    func failures() throws {
        let report = ErrorReport(.apiUnreachable, .general, "cannot reach 'x'", cause: "canary-cause")
        let text = DriftMessage([.drifted(try drift(missing: 1)), .failed(label: "stacks/b", report)], of: 12).text
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines[0]
                == "patchbay drift: 1 of 12 stacks drifted, 1 of 12 stacks could not be checked: "
                + "0 changed, 1 missing, 0 unmanaged, 0 hidden"
        )
        #expect(lines[1] == "drift check of stack `stacks/b` failed: error[api-unreachable]: `cannot reach 'x'`")
        #expect(DriftMessage([.failed(label: "a", report)], of: 1).text.hasPrefix("patchbay drift: 1 stack could not"))
    }

    @Test("it is cut at a line, and the counts stay true", arguments: [1, 40, 70, 100, 5000])
    func bounded(_ count: Int) throws {
        let drifts = try (0..<3).map { try drift("stack \($0)", missing: count) }
        let text = DriftMessage(drifts.map { .drifted($0) }, of: 3).text
        #expect(text.utf16.count <= DriftMessage.limit)
        #expect(text.contains("3 of 3 stacks drifted: 0 changed, \(3 * count) missing,"))
        let shown = text.split(separator: "\n").count { $0.hasPrefix("• ") }
        let left = text.firstMatch(of: /(\d+) findings? more$/).flatMap { Int($0.1) } ?? 0
        #expect(shown + left == 3 * count)
        #expect((left > 0) == (3 * count > shown))
    }

    @Test("fault 46: no text from outside is markup of Slack, or a line of its own", arguments: HostileText.all)
    func hostile(_ text: String) throws {
        var plan = try Planner.plan([Sample.desired(text, at: "1")], onto: [Sample.live("\(text)~", at: "9", id: text)])
        plan.stack = text
        let report = ErrorReport(.apiServer, .general, text, cause: text)
        let message = DriftMessage([.drifted(Drift(plan)), .failed(label: text, report)], of: 2).text
        #expect(message.utf16.count <= DriftMessage.limit)
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5, "\(message)")
        #expect(!message.contains("<") && !message.contains(">"))
        #expect(!message.replacing(/&(amp|lt|gt);/, with: "").contains("&"))
        for line in lines {
            // Outside of code there are our own words alone.
            // By scalars: a mark that combines with what is before it would hide the sign that ends the code.
            let pieces = line.unicodeScalars.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
            #expect(pieces.count % 2 == 1)
            let words = pieces.enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined()
            #expect(words.wholeMatch(of: /[A-Za-z0-9 •:,()\[\]-]*/) != nil, "\(words)")
        }
    }

    @Test("a text from outside is cut, and what is left of it is bounded however it is written")
    func long() throws {
        for text in HostileText.long where text.unicodeScalars.count > 200 {
            let message = DriftMessage([.failed(label: text, ErrorReport(.apiServer, .general, text))], of: 1).text
            #expect(message.utf16.count < 600 && message.contains("…`"), "\(message)")
        }
    }

    @Test("the body is the JSON that Slack takes")
    func body() throws {
        let message = DriftMessage([.drifted(try DriftSample.drift())], of: 1)
        let body = try JSONSerialization.jsonObject(with: Data(message.body())) as? [String: String]
        #expect(body == ["text": message.text])
    }
}
