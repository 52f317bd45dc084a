import Checks
import Connections
import Diagnostics
import Ledger
import LedgerSQLite
import LocalFiles
import Rendering
import Stacks

/// Looks at what one stack consists of on this machine: files, secrets, folder and ledger.
struct StackExamination {
    /// What was found.
    struct Result: Sendable {
        /// The stack's name, or where it cannot be read the argument that names it.
        var label: String
        var checks: [Check]
        /// nil when its files are invalid.
        var stack: Stack?
    }

    let context: CommandContext
    let ledgers: LedgerOpening
    /// For the ledger.
    let deadline: Duration

    func examine(_ source: StackSource) async -> Result {
        let stack: Stack
        do throws(InvalidStack) {
            stack = try read(source, resolvingSecrets: false)
        } catch {
            return Result(
                label: source.label,
                checks: [
                    Self.invalid(error), .skipped(.secrets, Self.unread), folder(of: source),
                    .skipped(.ledger, Self.unread),
                ]
                .map { $0.of(stack: source.label) }
            )
        }
        var checks = [filesCheck(stack), secretsCheck(stack), folder(of: source)]
        checks += await ledgerChecks(stack)
        return Result(label: stack.name, checks: checks.map { $0.of(stack: stack.name) }, stack: stack)
    }

    private static let unread = "the stack's files are invalid, so that this is looked at once they are mended"

    private func read(_ source: StackSource, resolvingSecrets: Bool) throws(InvalidStack) -> Stack {
        try StackReader(
            files: context.files,
            environment: context.environment,
            resolvesSecrets: resolvingSecrets
        )
        .read(source)
    }

    // MARK: Files

    private static func invalid(_ error: InvalidStack) -> Check {
        var check = Check.failed(.files, error.report)
        // Where that is all there is to say, its own hint names what was meant.
        if check.code == .conflictingStacks, error.errorCount == 1, check.nextStep != nil { return check }
        check.nextStep = "run 'patchbay validate' with the same arguments for all errors with their places"
        return check
    }

    private func filesCheck(_ stack: Stack) -> Check {
        let count = stack.desired.connections.count
        let warnings = stack.warnings.count + stack.omittedWarnings
        let words =
            stack.files.count.counted("file declares", "files declare") + " "
            + count.counted("connection", "connections")
        guard warnings > 0 else { return .ok(.files, words) }
        return .warning(
            .files,
            "\(words), with \(warnings.counted("warning", "warnings"))",
            next: "run 'patchbay validate' to see them"
        )
    }

    private func secretsCheck(_ stack: Stack) -> Check {
        let count = stack.desired.connections.count { $0.credentials != nil }
        guard count > 0 else { return .skipped(.secrets, "no connection has secrets") }
        guard stack.source != .standardInput else { return .skipped(.secrets, "standard input can be read once only") }
        do throws(InvalidStack) {
            _ = try read(stack.source, resolvingSecrets: true)
            return .ok(.secrets, "the secrets of \(count.counted("connection", "connections")) are there")
        } catch {
            var check = Check.warning(.secrets, error.report)
            check.nextStep =
                "set the variable or make the file; without them 'plan --no-secrets', 'drift' and what only reads work, and no apply"
            return check
        }
    }

    private func folder(of source: StackSource) -> Check {
        let path = source.directory == "." ? ".patchbay" : "\(source.directory)/.patchbay"
        return AccessChecks.folder(path, FileAccess(of: path))
    }

    // MARK: The ledger

    private func ledgerChecks(_ stack: Stack) async -> [Check] {
        let place: LedgerOpening.Place?
        do throws(InvalidLedger) {
            place = try ledgers.place(of: stack)
        } catch {
            return [.failed(.ledger, error.report)]
        }
        guard let place else { return [.skipped(.ledger, "there is to be none")] }
        guard case .sqlite(let path) = place.url.kind else { return [await opening(place, stack)] }
        guard let access = FileAccess(of: path) else { return [absent(path)] }
        return [await opening(place, stack), AccessChecks.ledgerFile(path, access)]
    }

    /// For a ledger that the next apply makes, with the last folder of its path where that is missing.
    private func absent(_ path: String) -> Check {
        let folder = Self.folder(of: path)
        let nearest = FileAccess(of: folder) ?? FileAccess(of: Self.folder(of: folder))
        guard let nearest, nearest.isFolder, nearest.isWritable else {
            return .failed(
                .ledger,
                "there is no '\(path)' yet, and it cannot be made there",
                next: "make its folder and let this user write to it, or name another place with --ledger"
            )
        }
        return .ok(.ledger, "there is no '\(path)' yet; the first apply makes it")
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func opening(_ place: LedgerOpening.Place, _ stack: Stack) async -> Check {
        let name = place.url.shown
        let runs: [Run]?
        do {
            runs = try await value {
                try await ledgers.withStore(at: place) { store throws(LedgerError) in
                    try await store.runs(RunQuery(stack: stack.name, limit: 1))
                }
            } unless: { [context, deadline] in
                // A sleep that is cut short has no more to say.
                try? await context.clock.sleep(for: deadline)
            }
        } catch {
            return .failed(.ledger, ErrorReport(describing: error))
        }
        guard let runs else {
            return .failed(
                .ledger,
                "'\(name)' does not answer within \(deadline)",
                next: "look whether its server is up, or another process has it locked"
            )
        }
        let last = runs.first.map {
            "the last run it has is \($0.kind == .apply ? "an apply" : "a drift run") of \($0.began)"
        }
        let version =
            place.url.kind == .postgres
            ? "" : ", with tables of version \(SQLiteSchema.current.versions.count) or older"
        return .ok(.ledger, "'\(name)' opens\(version); \(last ?? "it has no run of this stack")")
    }
}
