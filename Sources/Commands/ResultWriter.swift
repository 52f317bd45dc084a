import Diagnostics
import Planning
import Rendering

/// Writes the results of a run's stacks one after the other, each as soon as it is there, and how they went together last.
///
/// So a run of many stacks shows that it goes on, and does not keep what is written already.
struct ResultWriter {
    private let command: MarkdownComment.Command?
    private let output: OutputOptions
    private let console: Console
    private let isOneOfSeveral: Bool
    private var statuses: [ExitStatus] = []
    private var tally = StackTally()
    private var hasText = false
    private var sections: [MarkdownComment.Stack] = []

    /// `count` is how many results there will be; those of several stacks are followed by their counts where there is a command
    /// to count them for.
    init(
        _ command: MarkdownComment.Command?,
        _ output: OutputOptions,
        _ console: Console,
        count: Int
    ) {
        self.command = command
        self.output = output
        self.console = console
        isOneOfSeveral = count != 1
    }

    /// Writes the next one; a comment for a pull request is written as a whole by ``end()``.
    mutating func write(_ result: StackResult) throws {
        let isFirst = statuses.isEmpty
        statuses.append(result.status)
        tally.add(result)
        let isHeadedByText = isHeadedByText(result)
        if !isHeadedByText, !result.remarks.isEmpty {
            console.err((isOneOfSeveral ? "Stack '\(result.label.terminalSafe)':\n" : "") + result.remarks)
        }
        switch output.format {
        case .text where result.hasText:
            console.outBlock {
                if isHeadedByText {
                    console.outText(result.heading)
                    console.err(result.remarks)
                }
                console.outPieces(isVerbatim: result.isVerbatim) { write in
                    if !isHeadedByText { write(result.heading) }
                    result.printText(write)
                }
            }
            hasText = true
        case .text: break
        case .json where isOneOfSeveral:
            console.out(isFirst ? JSONText.opening : ",\n")
            console.out(JSONText.nested(try JSONText.render(result.document)))
        case .json:
            try console.outPieces(isVerbatim: true) { write in try JSONText.render(result.document, write) }
        case .markdown:
            guard let section = result.section else { break }
            let whole = section().adding(result.diagnostics, omitted: result.omittedDiagnostics)
            sections.append(MarkdownComment.Stack(label: result.label, whole))
        }
    }

    /// Whether one heading does for both streams, since people read both of them on one terminal.
    private func isHeadedByText(_ result: StackResult) -> Bool {
        output.format == .text && !result.heading.isEmpty && result.hasText && !result.remarks.isEmpty
            && !result.isVerbatim && console.isOutTerminal && console.isErrTerminal
    }

    /// Writes what follows the last one, and gives the status of all together.
    func end() throws -> ExitStatus {
        switch output.format {
        case .text where isOneOfSeveral:
            // A quiet drift run of stacks that are all clean has said nothing, and has nothing to sum up.
            if command == .drift, output.quiet, !hasText, tally.failed + tally.notBegun == 0 { break }
            if let words = command.flatMap({ tally.words(of: $0) }) {
                console.outBlock(words + "\n")
            }
        case .json where isOneOfSeveral:
            if statuses.isEmpty { console.out(JSONText.opening) }
            console.out(try JSONText.closing(summary: command == nil ? nil : tally))
        case .markdown:
            if let command { console.out(MarkdownComment(command, sections).render()) }
        case .text, .json: break
        }
        return ExitStatus.combined(statuses)
    }
}

/// How the stacks of a run went, counted.
struct StackTally: Encodable, Sendable {
    private(set) var stacks = 0
    /// Those in which something is, was or is to be changed.
    private(set) var changed = 0
    private(set) var unchanged = 0
    private(set) var failed = 0
    /// Those whose turn had not come when the run was interrupted.
    private(set) var notBegun = 0

    mutating func add(_ result: StackResult) {
        stacks += 1
        if result.isNotBegun {
            notBegun += 1
        } else if result.failure != nil || result.status != .done && result.status != .changes {
            failed += 1
        } else if result.hasChanges {
            changed += 1
        } else {
            unchanged += 1
        }
    }

    /// nil where the command says it in another way, or there is nothing to be said of one stack.
    func words(of command: MarkdownComment.Command) -> String? {
        guard stacks > 1 else { return nil }
        let (one, other) =
            switch command {
            case .apply: ("changed", "unchanged")
            case .drift: ("drifted", "clean")
            case .validate: ("changed", "valid")
            case .plan: ("with changes", "without")
            }
        let parts = [(changed, one), (unchanged, other), (failed, "failed")]
        var shown = command == .validate ? Array(parts.dropFirst()) : parts
        if notBegun > 0 { shown.append((notBegun, "not begun")) }
        return "\(stacks) stacks: " + shown.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + "."
    }
}

extension StackResult {
    fileprivate func printText(_ write: (String) -> Void) {
        write(text)
        longText?(write)
    }

    fileprivate var hasChanges: Bool {
        drift?.found.map { !$0.listed.isClean } ?? ((plan?.summary.changes ?? 0) > 0)
    }
}
