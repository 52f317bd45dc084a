import Connections
import Diagnostics
import Stacks
import TestSupport
import Testing

/// Obvious in any output that must not have it.
let canary = "canary-secret-4711"

/// The secrets that the samples of these tests refer to.
let sampleEnvironment = ["VIMEO_SECRET": canary, "VIMEO_TOKEN": "canary-secret-4712"]

extension StackReader {
    init(_ files: FakeFiles, environment: [String: String] = sampleEnvironment, resolvesSecrets: Bool = true) {
        self.init(files: files, environment: environment, resolvesSecrets: resolvesSecrets)
    }
}

/// Reads a directory `stack` with these files.
func read(
    _ texts: [String: String],
    environment: [String: String] = sampleEnvironment,
    resolvesSecrets: Bool = true
) throws -> Stack {
    let files = FakeFiles(Dictionary(uniqueKeysWithValues: texts.map { ("stack/\($0.key)", $0.value) }))
    return try StackReader(files, environment: environment, resolvesSecrets: resolvesSecrets).read(.directory("stack"))
}

/// Reads one file of connections, and settings if there are any.
func read(_ text: String, settings: String? = nil, resolvesSecrets: Bool = true) throws -> Stack {
    try read(["c.yaml": text, "patchbay.yaml": settings ?? ""], resolvesSecrets: resolvesSecrets)
}

/// The diagnostics of a directory `stack` with these files; none when it is valid.
func diagnose(_ texts: [String: String], environment: [String: String] = sampleEnvironment) -> [Diagnostic] {
    do {
        return try read(texts, environment: environment).warnings
    } catch let invalid as InvalidStack {
        checkAll(invalid.diagnostics)
        return invalid.diagnostics
    } catch {
        Issue.record(error)
        return []
    }
}

func diagnose(_ text: String, settings: String? = nil) -> [Diagnostic] {
    diagnose(["c.yaml": text, "patchbay.yaml": settings ?? ""])
}

/// What holds for every diagnostic, whatever it is about.
func checkAll(_ diagnostics: [Diagnostic], sourceLocation: SourceLocation = #_sourceLocation) {
    for diagnostic in diagnostics {
        #expect(diagnostic.hint?.isEmpty == false, "no hint: \(diagnostic)", sourceLocation: sourceLocation)
        #expect(!diagnostic.message.isEmpty, sourceLocation: sourceLocation)
        #expect(!said(by: diagnostic).contains("canary"), "a secret: \(diagnostic)", sourceLocation: sourceLocation)
        guard let place = diagnostic.place, let excerpt = diagnostic.excerpt else { continue }
        #expect(excerpt.length >= 1, sourceLocation: sourceLocation)
        #expect(excerpt.firstColumn <= place.column, "\(diagnostic)", sourceLocation: sourceLocation)
        #expect(excerpt.line.unicodeScalars.count <= 200, sourceLocation: sourceLocation)
        #expect(!excerpt.line.contains("\n"), sourceLocation: sourceLocation)
    }
}

/// All text of a diagnostic.
func said(by diagnostic: Diagnostic) -> String {
    ([diagnostic.message, diagnostic.hint ?? "", diagnostic.excerpt?.line ?? ""] + diagnostic.notes.map(\.message))
        .joined(separator: "\n")
}

/// Expects one diagnostic of the code at each mark of the file, and nothing else.
@discardableResult
func expect(
    _ code: ErrorCode,
    in marked: String,
    settings: String? = nil,
    severity: Diagnostic.Severity = .error,
    sourceLocation: SourceLocation = #_sourceLocation
) -> [Diagnostic] {
    let yaml = MarkedYAML(marked)
    let diagnostics = diagnose(yaml.text, settings: settings)
    #expect(diagnostics.map(\.place) == yaml.places(in: "c.yaml"), "\(diagnostics)", sourceLocation: sourceLocation)
    #expect(diagnostics.allSatisfy { $0.code == code }, "\(diagnostics)", sourceLocation: sourceLocation)
    #expect(diagnostics.allSatisfy { $0.severity == severity }, sourceLocation: sourceLocation)
    #expect(diagnostics.allSatisfy { $0.excerpt != nil }, sourceLocation: sourceLocation)
    return diagnostics
}

/// The line and, below it, the caret, as a renderer shows them.
func drawn(_ diagnostic: Diagnostic) -> String {
    guard let excerpt = diagnostic.excerpt, let place = diagnostic.place else { return "" }
    let indent = String(repeating: " ", count: place.column - excerpt.firstColumn)
    return excerpt.line + "\n" + indent + String(repeating: "^", count: excerpt.length)
}

/// An AWS entry with what is given instead of or beside its fields.
func aws(
    name: String = "Assets",
    account: String = "\"012345678901\"",
    region: String = "us-east-2",
    _ more: String = ""
) -> String {
    "  - {type: aws, name: \(name), awsAccountId: \(account), awsRegion: \(region)\(more.isEmpty ? "" : ", \(more)")}\n"
}

/// A Vimeo entry likewise.
func vimeo(
    name: String = "Channel",
    clientSecret: String = "${env:VIMEO_SECRET}",
    accessToken: String = "${env:VIMEO_TOKEN}",
    _ more: String = ""
) -> String {
    """
      - type: vimeo
        name: \(name)
        clientIdentifier: 925d
        clientSecret: \(clientSecret)
        accessToken: \(accessToken)\(more.isEmpty ? "" : "\n    \(more)")

    """
}
