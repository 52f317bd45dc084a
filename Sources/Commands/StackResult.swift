import Applying
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

/// What a command has to say about one stack.
struct StackResult: Sendable {
    var status: ExitStatus
    /// What the user called the stack; set by ``StackCommand``.
    var label = ""
    /// Where its files are, which places of its plan are relative to; set by ``StackCommand``.
    var source = StackSource.directory(".")
    /// For standard output in text form; each part ends with a line break.
    var text = ""
    /// For standard error.
    var remarks = ""
    /// For standard output in JSON form.
    var document: any Encodable & Sendable
    /// For standard output in Markdown form, without its diagnostics; nil for commands that do not have that form.
    var section: (@Sendable () -> MarkdownSection)?
    /// What is wrong or doubtful in its files, with places as paths from the working directory.
    var diagnostics: [Diagnostic] = []
    /// How many diagnostics there are beyond those.
    var omittedDiagnostics = 0
    /// Its files, as paths from the working directory; left empty by commands that are not about files.
    var files: [String] = []
    /// What was worked out, where it came to that.
    var plan: Plan?
    /// The same for `--out`, with what it was made from.
    var saved: SavedStack?
    /// What was done, where it came to that.
    var report: ApplyReport?
    /// What `drift` found, or how long it looked for it.
    var drift: DriftResult?
    /// Why nothing came of it.
    var failure: ErrorReport?
    /// What moved, where that is the reason.
    var stale: StalePlan?

    mutating func note(_ diagnostics: [Diagnostic], omitted: Int) {
        self.diagnostics = diagnostics
        omittedDiagnostics = omitted
    }

    /// Writes all results in their order: one JSON document, one comment, or the texts one below the other.
    static func write(
        _ results: [StackResult],
        of command: MarkdownComment.Command,
        _ output: OutputOptions,
        to console: Console
    ) throws -> ExitStatus {
        for result in results where !result.remarks.isEmpty {
            console.err((results.count > 1 ? "Stack '\(result.label.terminalSafe)':\n" : "") + result.remarks)
        }
        switch output.format {
        case .text:
            console.out(results.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n"))
        case .json where results.count == 1:
            console.out(try JSONText.render(AnyDocument(results[0].document)))
        case .json:
            console.out(try JSONText.render(Documents(stacks: results.map { AnyDocument($0.document) })))
        case .markdown:
            let stacks = results.compactMap { result in
                result.section.map { section in
                    let whole = section().adding(result.diagnostics, omitted: result.omittedDiagnostics)
                    return MarkdownComment.Stack(label: result.label, whole)
                }
            }
            console.out(MarkdownComment(command, stacks).render())
        }
        return ExitStatus.combined(results.map(\.status))
    }
}

/// Several stacks' documents in one.
private struct Documents: Encodable {
    let formatVersion = "1.0"
    let stacks: [AnyDocument]
}

private struct AnyDocument: Encodable {
    private let document: any Encodable

    init(_ document: any Encodable) {
        self.document = document
    }

    func encode(to encoder: any Encoder) throws {
        try document.encode(to: encoder)
    }
}
