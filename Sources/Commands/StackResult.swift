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
    /// Names the stack above its text where there are several; else empty.
    var heading = ""
    /// For standard output in text form; each part ends with a line break.
    var text = ""
    /// What follows `text` and may be long: it is made when it is written, in pieces of whole lines; nil for none.
    var longText: (@Sendable (_ write: (String) -> Void) -> Void)?
    /// Whether the text is made to be copied or fits already, so that a terminal shows it as it is.
    var isVerbatim = false
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
    /// Whether nothing was done since the run was interrupted before its turn came.
    var isNotBegun = false
    /// What moved, where that is the reason.
    var stale: StalePlan?
    /// Warnings of patterns that nothing in this stack matches, for which another stack of the run may have something.
    var unmatched: [String] = []

    /// Whether there is anything for standard output in text form.
    var hasText: Bool { !text.isEmpty || longText != nil }

    mutating func note(_ diagnostics: [Diagnostic], omitted: Int) {
        self.diagnostics = diagnostics
        omittedDiagnostics = omitted
    }

    /// Warns of patterns that nothing matches, since they are likely mistyped: of one among several stacks only if it is so in all.
    mutating func note(unmatched warnings: [String], isOneOfSeveral: Bool) {
        if isOneOfSeveral { unmatched = warnings } else { remarks += warnings.joined() }
    }

    /// Without what was written already; without plan and findings as well, where no report needs more of them than counts.
    func written(keepingWhole: Bool) -> StackResult {
        var left = self
        (left.heading, left.text, left.longText, left.remarks) = ("", "", nil, "")
        (left.section, left.document) = (nil, NoDocument())
        guard !keepingWhole else { return left }
        left.drift?.keepCounts()
        left.saved = nil
        left.report = nil
        left.plan?.changes = []
        left.plan?.steps = []
        left.plan?.unmanaged = []
        left.plan?.waiting = []
        left.plan?.hidden = []
        return left
    }
}

/// Stands for a document that was written.
private struct NoDocument: Encodable {}
