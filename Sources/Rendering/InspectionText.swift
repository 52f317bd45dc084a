import Connections
package import Planning

/// What is known of one connection, as people read it: what the account has, where it is declared, what an apply would do.
package struct InspectionText {
    /// Why nobody can tell what an apply would do.
    package enum Ignorance: Sendable, Hashable {
        /// There are no files in this directory.
        case noFiles(String)
        /// The files do not fit the account.
        case unmatched
    }

    private let style: Style

    package init(style: Style) {
        self.style = style
    }

    /// `place` is where the entry is, as a path from here; `ignorance` says why there was no plan, where there was none.
    package func render(_ inspection: Inspection, at place: String?, _ ignorance: Ignorance? = nil) -> String {
        let connection = inspection.connection
        let title = "\(connection.type.rawValue) \((connection.name ?? "").quotedForTerminal)"
        var facts = facts(connection)
        facts.append(("declared", declaration(connection, at: place, ignorance)))
        let width = facts.map(\.0.count).max() ?? 0
        return style(.bold, title) + "\n"
            + facts.map { "  \($0.0.padded(to: width))  \($0.1)\n" }.joined() + "\n"
            + outlook(inspection, ignorance)
    }

    private func facts(_ connection: ConnectionOverview) -> [(String, String)] {
        guard let live = connection.live else {
            guard let problem = connection.problem else { return [("id", style(.yellow, "(not in the account)"))] }
            let id = connection.connectionId.map { [("id", $0.rawValue.terminalSafe)] } ?? []
            return id + [("problem", style(.yellow, "cannot be managed, since \(problem.terminalSafe)"))]
        }
        var facts = [("id", live.id.rawValue.terminalSafe), ("version", String(live.version))]
        if !live.description.isEmpty { facts.append(("description", live.description.quotedForTerminal)) }
        facts.append(("enabled", live.enabled ? "true" : style(.yellow, "false")))
        switch live.details {
        case .aws(let location):
            facts.append(("awsAccountId", location.accountID.terminalSafe))
            facts.append(("awsRegion", location.region.terminalSafe))
        case .vimeo(let clientIdentifier):
            facts.append(("clientIdentifier", clientIdentifier.terminalSafe))
        }
        if let created = live.createdDate { facts.append(("created", created.terminalSafe)) }
        if let updated = live.updatedDate { facts.append(("updated", updated.terminalSafe)) }
        return facts
    }

    private func declaration(_ connection: ConnectionOverview, at place: String?, _ ignorance: Ignorance?) -> String {
        guard let place, let name = connection.declaredName else {
            if case .noFiles(let directory)? = ignorance {
                return "nowhere that is known: there are no stack files in '\(directory.terminalSafe)'"
            }
            return "in no file of this stack"
        }
        let other = name == connection.name ? "" : " as \(name.quotedForTerminal)"
        return place.terminalSafe + other + (connection.isDeclaredAbsent ? ", as absent" : "")
    }

    private func outlook(_ inspection: Inspection, _ ignorance: Ignorance?) -> String {
        var text = ""
        switch inspection.verdict {
        case .changed: text = inspection.changes.map { PlanText(style: style).render($0) }.joined(separator: "\n")
        case .waiting: text = inspection.waiting.map { "\($0.words.forTerminal)\n" } ?? ""
        case .unmanaged: text = "Unmanaged: an apply of this stack leaves it alone.\n"
        case .unchanged:
            text =
                inspection.connection.live == nil
                ? "No changes. It is gone, as the files say.\n" : "No changes. It is as the files say.\n"
        case .unknown where ignorance == .unmatched:
            text = "Nobody can tell what an apply would do, since some entries do not fit the account.\n"
        case .unknown: break
        }
        if let hidden = inspection.hidden {
            let isSent = inspection.changes.contains { $0.sendsSecrets && $0.blocked == nil }
            text += "Hidden: \(hidden.words(isSent: isSent).forTerminal)\n"
        }
        if let stored = inspection.storedOtherwise {
            text += "\(Plan.StoredOtherwise.title): \(stored.fields.map(\.rawValue).joined(separator: ", "))\n"
        }
        return text
    }
}
