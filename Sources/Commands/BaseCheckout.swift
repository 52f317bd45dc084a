import ArgumentParser
import Diagnostics
import Planning
import Reconciler
import Rendering
import Stacks

/// The checkout that `--base` names, which corresponds to the working directory, and the stacks in it.
struct BaseCheckout {
    let directory: String
    private let context: CommandContext
    private let paths: CheckoutPaths

    /// - Throws: A usage error for a stack that no other checkout can have.
    init(_ directory: String, of sources: [StackSource], _ context: CommandContext) throws {
        self.directory = directory
        self.context = context
        paths = CheckoutPaths(files: context.files)
        for path in sources.flatMap(\.arguments) { _ = try paths.withinCheckout(path) }
    }

    /// What a plan is compared with, and what people should know about it.
    struct Reading {
        let stack: BaseStack
        /// Where the base is read from; nil when it is not there.
        fileprivate let source: StackSource?
        fileprivate let remark: String

        /// Why every change counts as introduced, if there is such a reason; else empty.
        func remark(on planned: PlannedStack) -> String {
            guard let error = planned.baseError, let source else { return remark }
            return source.warning(of: error.diagnostics, count: error.diagnostics.count)
        }
    }

    /// Reads the same stack of the base; its secrets are left alone, and whatever is wrong with it is only remarked on.
    ///
    /// - Throws: ``UnreadableBase`` when the base's directory cannot be read at all.
    func read(_ source: StackSource, rules: (StackSettings) -> PlanningRules) throws -> Reading {
        do {
            _ = try context.files.listing(ofDirectory: directory)
        } catch {
            throw UnreadableBase(directory: directory, reason: error.reason)
        }
        guard let base = try counterpart(of: source) else {
            let remark =
                "the stack '\(source.label.terminalSafe)' is not in the base '\(directory.terminalSafe)', "
                + "so every change is introduced by this checkout\n"
            return Reading(stack: .nothing, source: nil, remark: remark)
        }
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        do throws(InvalidStack) {
            let stack = try Reconciler.validate(base, with: reader)
            return Reading(stack: .stack(stack, rules(stack.settings)), source: base, remark: "")
        } catch {
            let remark = base.warning(of: error.diagnostics, count: error.errorCount)
            return Reading(stack: .nothing, source: base, remark: remark)
        }
    }

    /// The stack's path, or those of its files that are there, in the base; nil when there are none.
    private func counterpart(of source: StackSource) throws -> StackSource? {
        switch source {
        case .directory(let path):
            let path = try located(path)
            do throws(FileProblem) {
                _ = try context.files.listing(ofDirectory: path)
            } catch  where error.kind == .missing {
                return nil
            } catch {
                // Reading it will say what is wrong with it.
            }
            return .directory(path)
        case .files(let paths):
            let found = try paths.map(located).filter(exists)
            return found.isEmpty ? nil : .files(found)
        case .standardInput: return nil
        }
    }

    private func located(_ path: String) throws -> String {
        let path = try paths.withinCheckout(path)
        return path == "." ? directory : StackSource.directory(directory).path(ofPlaceIn: path)
    }

    private func exists(_ path: String) -> Bool {
        do throws(FileProblem) {
            _ = try context.files.contents(ofFile: path, limit: 0)
            return true
        } catch {
            return error.kind != .missing
        }
    }
}

extension StackSource {
    /// Says that this base could not be planned, with the first of its errors.
    func warning(of diagnostics: [Diagnostic], count: Int) -> String {
        let errors = located(diagnostics.filter { $0.severity == .error })
        let first = errors.first.map { error in
            let place = error.place.map { "\($0.description): " } ?? ""
            return "\(place)error[\(error.code.rawValue)]: \(error.message)"
        }
        let cause = first.map { count == 1 ? ": \($0)" : ", first of all \($0)" } ?? ""
        return "warning: every change counts as introduced, since the base '\(label.terminalSafe)' has "
            + "\(count) \(count == 1 ? "error" : "errors")\(cause.terminalSafe)\n"
    }
}

/// The directory of `--base` gave nothing.
private struct UnreadableBase: ReportableError {
    var directory: String
    var reason: String

    var report: ErrorReport {
        ErrorReport(
            .fileUnreadable,
            .invalidInput,
            "the base '\(directory)' can't be read",
            cause: reason,
            nextStep: "give --base the directory of another checkout, such as 'git worktree add' makes one"
        )
    }
}
