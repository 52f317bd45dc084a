import Diagnostics
import Rendering
import Stacks

/// Whose past runs a command is about, and where they are: of a stack no more is read than its settings, and nothing at all where
/// they are not needed to find its ledger.
struct HistoryTargets {
    let context: CommandContext
    let command: StackCommand
    let stacks: StackArguments
    let ledgers: LedgerOpening
    /// All stacks of the ledger are asked for.
    let isAll: Bool

    struct Target {
        /// nil for all stacks of the ledger.
        var stack: String?
        /// nil where there is no ledger.
        var place: LedgerOpening.Place?
        /// The ledger's file, where it is not there.
        var missingFile: String?
    }

    /// One for each result.
    func sources() throws -> [StackSource] {
        // All stacks of the one ledger that counts for all are told of once.
        guard try ledgers.givenPlace() != nil else { return stacks.sources(context) }
        if isAll { return [.directory(".")] }
        // What is not there is the name of a stack.
        var there = stacks
        there.stacks = stacks.stacks.filter { $0 == "-" || context.files.identity(of: $0) != nil }
        let named = Set(stacks.stacks).subtracting(there.stacks).sorted().map { StackSource.directory($0) }
        return (there.stacks.isEmpty && !named.isEmpty ? [] : there.sources(context)) + named
    }

    /// - Throws: ``InvalidStack`` where the settings are needed and cannot be read, ``MissingLedger`` where the file is not there that
    ///   the flag or the environment names.
    func target(of source: StackSource) throws -> Target {
        var target = try place(of: source)
        // One that may not be looked at is there: opening it tells why it cannot be used.
        guard case .sqlite(let path)? = target.place?.url.kind, context.files.problem(ofFile: path)?.kind == .missing
        else { return target }
        // That nothing was applied yet is no error; that nobody finds what was named is.
        if try ledgers.givenPlace() != nil { throw MissingLedger(path: path) }
        target.missingFile = path
        return target
    }

    private func place(of source: StackSource) throws -> Target {
        let given = try ledgers.givenPlace()
        if let given, isAll || stacks.stacks.isEmpty && !isStack(source.directory) {
            return Target(stack: nil, place: given.url.kind == .none ? nil : given)
        }
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        guard let settings = reader.settings(of: source), given != nil || isThere(source) else {
            // Says what is wrong; should it have been mended meanwhile, that is as well.
            let stack = try command.read(source, resolvingSecrets: false).stack
            return Target(stack: isAll ? nil : stack.name, place: try ledgers.place(of: stack))
        }
        let place = try ledgers.place(of: settings, in: source.directory)
        return Target(stack: isAll ? nil : settings.name, place: place)
    }

    private func isThere(_ source: StackSource) -> Bool {
        switch source {
        case .directory(let path): context.files.isDirectory(path)
        case .files(let paths): paths.allSatisfy { context.files.identity(of: $0) != nil }
        case .standardInput: true
        }
    }

    /// Whether there are files of a stack right in the directory.
    private func isStack(_ directory: String) -> Bool {
        guard let listing = try? context.files.listing(ofDirectory: directory) else { return false }
        return listing.entries.contains { $0.name.hasSuffix(".yaml") || $0.name.hasSuffix(".yml") }
    }
}

/// There is no file where the ledger is said to be.
private struct MissingLedger: ReportableError {
    var path: String

    var report: ErrorReport {
        ErrorReport(
            .fileUnreadable,
            .invalidInput,
            "there is no ledger at '\(path)'",
            nextStep: "check --ledger or PATCHBAY_LEDGER; 'apply' and 'drift' make the file"
        )
    }
}
