import Connections
import Diagnostics
import Foundation
import Ledger
import PictoryAPI
import Planning
import Rendering
import YAMLTree

extension FuzzHarness {
    /// Any text → what every output makes of it, and back to the text where the output has a reader.
    static let escapes = FuzzHarness("escapes") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        try checkTerminal(text)
        try checkMarkdown(text)
        try checkWorkflow(text)
        try checkDocuments(text)
        try checkShell(text)
        try checkRequest(text)
        let stored = text.storable
        try promise(!stored.utf8.contains(0), "a stored text has NUL in it")
        try promise(same(String(stored: stored), text), "a stored text comes back as another one")
    }

    /// Texts that differ only in how letters are put together are not the same to a reader of bytes.
    static func same(_ first: String, _ second: String) -> Bool { first.utf8.elementsEqual(second.utf8) }

    private static func checkTerminal(_ text: String) throws {
        let safe = text.terminalSafe
        try Promise.isShown(safe, as: "text for a terminal")
        // At the start of a line it would be a path, which is another matter.
        try Promise.commandsNothing("x" + safe, as: "text for a terminal")
        try promise(same(safe.terminalSafe, safe), "what is safe is made safe again: \(safe)")
        let quoted = text.quotedForTerminal
        let quote = UInt8(ascii: "\"")
        try promise(
            quoted.utf8.count >= 2 && quoted.utf8.first == quote && quoted.utf8.last == quote,
            "quotes are missing: \(quoted)"
        )
        try Promise.isShown(quoted, as: "quoted text")
        let inside = Array(quoted.utf8.dropFirst().dropLast())
        let bare = inside.indices.first {
            inside[$0] == UInt8(ascii: "\"") && ($0 == 0 || inside[$0 - 1] != UInt8(ascii: "\\"))
        }
        try promise(bare == nil, "a quote ends quoted text: \(quoted)")
        let path = text.pathStartingLine
        try Promise.isShown(path, as: "a path")
        try Promise.commandsNothing(path, as: "a path")
        try Promise.commandsNothing(text.startingLine, as: "a line")
        for columns in [1, 20, 79] {
            let line = "x" + safe
            let folded = TerminalFolding(columns: columns).fold(line)
            let (before, after) = (line.unicodeScalars.filter(isInk), folded.unicodeScalars.filter(isInk))
            try promise(before.elementsEqual(after), "folding loses text: \(folded.debugDescription)")
            try Promise.commandsNothing(folded, as: "a folded line")
            let refilled = TerminalFolding(columns: columns).refill(line)
            try Promise.commandsNothing(refilled, as: "a refilled line")
        }
    }

    private static func isInk(_ scalar: Unicode.Scalar) -> Bool { scalar != " " && scalar != "\n" }

    private static func checkMarkdown(_ text: String) throws {
        let span = text.codeSpan
        try Promise.isShown(span, as: "a code span")
        let bytes = Array(span.utf8)
        let opening = bytes.prefix { $0 == UInt8(ascii: "`") }.count
        try promise(
            opening >= 1 && bytes.reversed().prefix { $0 == UInt8(ascii: "`") }.count == opening,
            "a code span has no ends: \(span)"
        )
        let runs = bytes.dropFirst(opening).dropLast(opening).split { $0 != UInt8(ascii: "`") }
        try promise(bytes.count > 2 * opening, "a code span is empty: \(span)")
        try promise(!runs.contains { $0.count >= opening }, "a code span ends in the middle: \(span)")
        try promise(span.utf16.count <= 4_000, "a code span is too long")
    }

    private static func checkWorkflow(_ text: String) throws {
        try promise(same(unescaped(text.workflowData), text), "workflow data comes back as another text")
        try promise(same(unescaped(text.workflowProperty), text), "a workflow property comes back as another text")
        let place = SourcePlace(file: text, line: 1, column: 1)
        let diagnostic = Diagnostic(
            .invalidName,
            text,
            at: place,
            notes: [.init(place: place, message: text)],
            hint: text
        )
        let line = GitHubAnnotations().render([Annotation(diagnostic)])
        try promise(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1, "an annotation has lines: \(line)")
        try Promise.isShown(line, as: "an annotation", lines: true)
        try promise(line.hasPrefix("::error "), "an annotation is another command: \(line)")
        let shown = DiagnosticText(style: .plain).render(diagnostic)
        try Promise.isShown(shown, as: "a diagnostic", lines: true)
        try Promise.commandsNothing(shown, as: "a diagnostic")
    }

    /// As the runner of GitHub Actions takes it back.
    private static func unescaped(_ text: String) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        let known: [[UInt8]: UInt8] = [
            Array("25".utf8): 0x25, Array("0D".utf8): 0x0D, Array("0A".utf8): 0x0A, Array("3A".utf8): 0x3A,
            Array("2C".utf8): 0x2C,
        ]
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), let byte = known[Array(bytes[(index + 1)...].prefix(2))] {
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func checkDocuments(_ text: String) throws {
        let json = try Promise.isJSON([text], as: "a text as JSON")
        guard let list = json as? [String], list.count == 1, same(list[0], text) else {
            throw BrokenPromise("the JSON of a text is another text: \(json)")
        }
        let yaml = YAMLText.render(.map(["a key": .text(text)].merging([text: .flag(true)]) { first, _ in first }))
        try Promise.isShown(yaml, as: "a text as YAML", lines: true)
        try Promise.commandsNothing(yaml, as: "a text as YAML")
        let isReadable = !text.unicodeScalars.contains { ForbiddenCharacter($0) != nil } && text.utf8.count < 1_000
        if isReadable, text != "a key" {
            let reading = YAMLReading(Array(yaml.utf8))
            guard reading.problems.isEmpty, let tree = reading.tree, let root = tree.documents.first else {
                throw BrokenPromise("YAML of ours is refused: \(reading.problems) of \(yaml)")
            }
            let pairs = tree.pairs(of: root).map { (tree.text(of: $0.key), tree.text(of: $0.value)) }
            try promise(
                pairs.contains { $0.0 == "a key" && same($0.1, text) }
                    && pairs.contains { same($0.0, text) && $0.1 == "true" },
                "the YAML of a text is another text: \(yaml)"
            )
        }
        try checkXML("<a b=\"\(text.xmlText)\">\(text.xmlText)</a>", as: "a text as XML", saying: text)
    }

    private static func checkShell(_ text: String) throws {
        let entry = Outputs.Entry(type: .aws, name: text, connectionId: ConnectionID(text), isEnabled: true)
        let document = OutputsDocument(stack: "stack", Outputs(entries: [entry]))
        let assignment: String
        do {
            assignment = try OutputsEnvironment.render([document])
        } catch let error as UnprintableID {
            try error.report.check()
            return
        }
        try Promise.isShown(assignment, as: "an assignment", lines: true)
        try Promise.commandsNothing(assignment, as: "an assignment")
        guard let sign = assignment.firstIndex(of: "="), assignment.hasSuffix("\n") else {
            throw BrokenPromise("an assignment is none: \(assignment)")
        }
        let variable = assignment[..<sign]
        try promise(
            variable.utf8.allSatisfy {
                UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "_")
            },
            "the name of a variable is none: \(variable)"
        )
        let value = ShellWord.value(of: assignment[sign...].dropFirst().dropLast())
        try promise(value.map { same($0, text) } == true, "a shell takes another text: \(assignment)")
    }

    private static func checkRequest(_ text: String) throws {
        let encoded = WirePath.encoded(text)
        try promise(
            encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") },
            "a path is none: \(encoded)"
        )
        try promise(same(encoded.percentDecoded, text), "a path means another text: \(encoded)")
        let new = NewConnection(
            name: text,
            description: text,
            enabled: true,
            details: .vimeo(clientIdentifier: text),
            credentials: RequestCredentials(clientSecret: Secret(text), accessToken: Secret(text))
        )
        // Not JSONSerialization, which loses U+FEFF.
        guard let read = try? JSONDecoder().decode(SentBody.self, from: Data(new.wireBody)) else {
            throw BrokenPromise("a body is no JSON: \(String(decoding: new.wireBody, as: UTF8.self))")
        }
        for value in [read.name, read.description, read.clientIdentifier, read.clientSecret, read.accessToken] {
            try promise(same(value, text), "a body has another text: \(value)")
        }
    }
}

/// The texts of a body, as a server reads them.
private struct SentBody: Decodable {
    var name: String
    var description: String
    var clientIdentifier: String
    var clientSecret: String
    var accessToken: String
}

/// A word as a POSIX shell reads it, as far as assignments of ours need it.
private enum ShellWord {
    /// nil where a shell would do more than take the word.
    static func value(of word: Substring) -> String? {
        var value = ""
        var rest = word.unicodeScalars[...]
        while let next = rest.popFirst() {
            switch next {
            case "'":
                guard let end = rest.firstIndex(of: "'") else { return nil }
                value.unicodeScalars.append(contentsOf: rest[..<end])
                rest = rest[rest.index(after: end)...]
            case "\\":
                guard let escaped = rest.popFirst(), escaped == "'" else { return nil }
                value.unicodeScalars.append(escaped)
            case "A"..."Z", "a"..."z", "0"..."9", ".", "_", "-":
                value.unicodeScalars.append(next)
            default:
                return nil
            }
        }
        return value
    }
}
