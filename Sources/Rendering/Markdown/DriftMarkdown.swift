import Connections
import Diagnostics
package import Planning

/// Drift as a part of a comment: how many findings, a line for each with its fields below, what nobody declares folded.
package struct DriftMarkdown: Sendable {
    private let isPartial: Bool
    /// Without a limit when asked to be verbose.
    private let mostUnmanaged: Int

    /// Takes in whether the drift leaves out what `--only` does not select.
    package init(isVerbose: Bool = false, isPartial: Bool = false) {
        self.isPartial = isPartial
        mostUnmanaged = isVerbose ? .max : 10
    }

    package func section(_ drift: Drift) -> MarkdownSection {
        let remarks = [drift.secretsRemark, drift.comparison?.forMarkdown].compactMap(\.self)
        return MarkdownSection(
            name: drift.stack,
            outcome: .drift(drift.summary),
            summary: ["**\(drift.verdict(isPartial: isPartial))**", "API: \(drift.apiURL.codeSpan)"] + remarks,
            parts: [declared(drift), unmanaged(drift)].compactMap(\.self)
        )
    }

    private func declared(_ drift: Drift) -> MarkdownPart? {
        let items = drift.findings.filter { $0.kind != .unmanaged }.map(\.item)
        return items.isEmpty ? nil : .list(items)
    }

    private func unmanaged(_ drift: Drift) -> MarkdownPart? {
        let findings = drift.findings.filter { $0.kind == .unmanaged }
        guard !findings.isEmpty else { return nil }
        var items = findings.prefix(mostUnmanaged).map(\.item)
        let more = findings.count - items.count
        if more > 0 {
            items.append(.init("- … and \(more) more; -v lists all\n", .unmanaged, .extra, count: more))
        }
        return .folded("\(findings.count) in the account, and in no file", items)
    }
}

extension Drift.Finding {
    fileprivate var item: MarkdownPart.Item {
        let place = source.map { " (\("\($0.file):\($0.line)".codeSpan))" } ?? ""
        let line = "- **\(kind.rawValue)** \(object.forMarkdown) \(headline)\(place)\n"
        return .init(line + details.map { "  - \($0)\n" }.joined(), .init(kind), rank)
    }

    private var rank: MarkdownPart.Rank {
        switch kind {
        case .missing: .destructive
        case .changed, .hidden: .change
        case .unmanaged: .extra
        }
    }

    private var details: [String] {
        var details = shownFields.map { field in
            let mover = field.movedBy.map { " (\($0.inDrift))" } ?? ""
            let (before, after) = (field.before.shown.codeSpan, field.after.shown.codeSpan)
            return "\(field.field.rawValue): \(before) in the account, \(after) in the files\(mover)"
        }
        details += notes.map(\.forMarkdown)
        if let blocked {
            details.append("an apply refuses it: **blocked[\(blocked.code.rawValue)]**: \(blocked.message.codeSpan)")
            details += blocked.remedies.map { "remedy: \($0.codeSpan)" }
        }
        return details
    }
}
