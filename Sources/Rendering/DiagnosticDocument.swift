package import Diagnostics
package import Planning

/// The JSON form of what is wrong with a stack: with its files, or with the run.
package struct FailureDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let stack: String
    private let error: ErrorDocument
    private let diagnostics: [DiagnosticDocument]
    /// nil for what is about no saved plan.
    private let stale: [StaleReason]?
    /// Reasons beyond those listed; nil for what is about no saved plan.
    private let staleOmitted: Int?

    package init(
        stack: String,
        _ report: ErrorReport,
        _ diagnostics: [Diagnostic] = [],
        stale: [StaleReason]? = nil,
        omitted: Int = 0
    ) {
        self.stack = stack
        error = ErrorDocument(report)
        self.diagnostics = diagnostics.map(DiagnosticDocument.init)
        self.stale = stale
        staleOmitted = stale == nil ? nil : omitted
    }
}

/// The JSON form of `validate`'s result for one stack.
package struct ValidationDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let stack: String
    private let valid: Bool
    private let connections: Int
    private let diagnostics: [DiagnosticDocument]
    /// Diagnostics beyond those listed.
    private let omitted: Int

    /// Takes in `connections` how many are declared; 0 when the files are not valid.
    package init(stack: String, valid: Bool, connections: Int, _ diagnostics: [Diagnostic], omitted: Int) {
        self.stack = stack
        self.valid = valid
        self.connections = connections
        self.diagnostics = diagnostics.map(DiagnosticDocument.init)
        self.omitted = omitted
    }
}

/// The JSON form of a diagnostic.
private struct DiagnosticDocument: Sendable, Encodable {
    struct Note: Sendable, Encodable {
        let message: String
        let source: SourcePlace
    }

    let code: String
    let severity: Diagnostic.Severity
    let message: String
    let source: SourcePlace?
    let hint: String?
    let notes: [Note]

    init(_ diagnostic: Diagnostic) {
        code = diagnostic.code.rawValue
        severity = diagnostic.severity
        message = diagnostic.message
        source = diagnostic.place
        hint = diagnostic.hint
        notes = diagnostic.notes.map { Note(message: $0.message, source: $0.place) }
    }
}
