import Diagnostics
import LedgerPostgres
import Rendering
import Stacks

/// Finds stacks of one run that a ledger could not tell apart: of one name, for the account at one address, in one ledger.
///
/// Each would take the other's receipts for its own. Settings alone are read; a stack whose settings are wrong fails by itself.
struct SharedReceipts {
    let context: CommandContext
    let ledgers: LedgerOpening
    /// The address that counts for all stacks; nil where the settings say.
    let apiURL: String?

    /// How a ledger tells stacks apart, and which it is.
    private struct Key: Hashable {
        var stack: String
        var isSandbox: Bool
        var ledger: Location
    }

    /// Where a ledger is, however it is written.
    private struct Location: Hashable {
        /// The nearest folder or file of the path that is there; nil for a server.
        var existing: FileIdentity?
        /// What is left of the path; or the server and the database.
        var rest: [String]
    }

    init(_ context: CommandContext, _ ledgers: LedgerOpening, apiURL: String?) {
        self.context = context
        self.ledgers = ledgers
        self.apiURL = apiURL ?? context.environment["PICTORY_API_URL"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The results of those stacks, as errors, one for each stack that another is taken for; nothing else may be done then.
    func refusals(among sources: [StackSource], _ command: StackCommand) -> [StackResult]? {
        guard sources.count > 1 else { return nil }
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        var found: [Key: [StackSource]] = [:]
        var keys: [StackSource: Key] = [:]
        for source in sources {
            guard let settings = reader.settings(of: source),
                let place = try? ledgers.place(of: settings, in: source.directory)
            else { continue }
            let isSandbox = apiURL.map { $0 == "sandbox" } ?? settings.usesSandbox
            let key = Key(stack: settings.name, isSandbox: isSandbox, ledger: location(of: place.url))
            keys[source] = key
            found[key, default: []].append(source)
        }
        let refusals = sources.compactMap { source -> StackResult? in
            guard let key = keys[source], let alike = found[key], alike.count > 1 else { return nil }
            let others = alike.filter { $0 != source }.map(\.label)
            var result = command.failure(IndistinctStack(name: key.stack, label: source.label, others: others), source)
            result.drift = DriftResult(stack: key.stack, ended: context.now(), duration: .zero)
            return result
        }
        return refusals.isEmpty ? nil : refusals
    }

    private func location(of url: LedgerURL) -> Location {
        guard case .sqlite(let path) = url.kind else {
            let place = (try? PostgresURL(url.text))?.place(environment: context.environment)
            return Location(existing: nil, rest: place ?? [url.text])
        }
        var folder = path.hasPrefix("/") ? path : "./\(path)"
        var rest: [String] = []
        while true {
            if let existing = context.files.identity(of: folder) { return Location(existing: existing, rest: rest) }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else {
                return Location(existing: nil, rest: [folder] + rest)
            }
            let name = String(folder[folder.index(after: slash)...])
            if !name.isEmpty, name != "." { rest.insert(name, at: 0) }
            folder = String(folder[..<slash])
        }
    }
}

/// A stack that its ledger takes for another one of the same run.
private struct IndistinctStack: ReportableError {
    var name: String
    var label: String
    var others: [String]

    var report: ErrorReport {
        let first = others.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        let all = others.count > 3 ? "\(first) and \(others.count - 3) more" : first
        return ErrorReport(
            .indistinctStacks,
            .invalidInput,
            "'\(label)' is called '\(name)' in the same ledger as \(all), so nothing was done",
            cause: "a ledger tells stacks apart by name and address, and would take one's connections for the other's",
            nextStep: "set 'stack' to a name of its own in each patchbay.yaml, or give each a ledger of its own"
        )
    }
}
