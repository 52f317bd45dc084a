import Ledger
import LocalFiles

/// Makes errors that people can act on of what SQLite, the system and we ourselves find wrong.
///
/// SQLite's own texts are not passed on: they may quote what stands in the file.
struct SQLiteFailures: Sendable {
    /// As the user wrote it.
    let path: String
    let patience: Duration

    /// The value of what went well; the action is what was being done to the ledger, "it".
    func value<Value>(of result: Result<Value, any Error>, _ action: String) throws(LedgerError) -> Value {
        do {
            return try result.get()
        } catch {
            throw ledgerError(error, action)
        }
    }

    private func ledgerError(_ error: any Error, _ action: String) -> LedgerError {
        let reason: Reason =
            switch error {
            case let fault as SQLiteFault: Reason(fault)
            case let failure as OpenFile.Failure: Reason(failure)
            case let failure as SQLiteError: Reason(failure, patience: patience)
            default: .damaged("what it holds cannot be understood")
            }
        return LedgerError(
            reason.kind,
            ledger: path,
            cause: "\(action): \(reason.cause)",
            nextStep: reason.nextStep
        )
    }
}

/// A cause and what to do about it.
private struct Reason {
    private static let otherFile = "or name another one with '--ledger sqlite:PATH'"
    private static let checkRights = "check the rights on the file and on its folder, \(otherFile)"

    var kind = LedgerError.Kind.unusable
    var cause: String
    var nextStep: String

    static func damaged(_ cause: String) -> Self {
        Self(
            cause: cause,
            nextStep: "restore it, or move it away to begin with an empty one, which costs explanations only"
        )
    }
}

extension Reason {
    init(_ fault: SQLiteFault) {
        switch fault {
        case .obstacle(let cause):
            self.init(cause: cause, nextStep: "move that away, \(Self.otherFile)")
        case .unwritable(let companion):
            self.init(
                cause: "the file beside it, '\(companion)', cannot be written to",
                nextStep: "give that file the owner and the mode of the ledger; it may hold what was recorded last"
            )
        case .abandoned:
            self.init(
                cause: "it was given up, since another process had it locked or the disk was slow",
                nextStep: "try again when the other process is done"
            )
        case .foreign:
            self.init(
                cause: "another program's database is there",
                nextStep: "name another file with '--ledger sqlite:PATH'"
            )
        case .damaged(let cause):
            self = .damaged(cause)
        case .newer(let version, let known):
            self.init(
                kind: .newer,
                cause: "it has tables of version \(version), and this patchbay knows those up to version \(known)",
                nextStep:
                    "use the newer patchbay everywhere, or give this one a ledger of its own with '--ledger sqlite:PATH'"
            )
        case .tooLarge(let limit):
            self.init(
                cause:
                    "it cannot be written to, and is larger than the \(limit >> 20) MiB that can be read without that",
                nextStep: Self.checkRights
            )
        case .restless:
            self.init(cause: "it cannot be written to, and others write it all the time", nextStep: Self.checkRights)
        }
    }

    init(_ failure: OpenFile.Failure) {
        self.init(
            cause: failure.isSymbolicLink ? "it is a symbolic link" : failure.text,
            nextStep: failure.isMissingFile
                ? "make the folder that it is to be in, \(Self.otherFile)" : Self.checkRights
        )
    }

    init(_ failure: SQLiteError, patience: Duration) {
        let checkDisk = "free space on the disk, and look at the system's log if there is enough"
        switch failure.kind {
        case .corrupt: self = .damaged("it is damaged")
        case .notDatabase: self = .damaged("it is damaged, or no database at all")
        case .locked:
            self.init(
                cause: "another process has kept it locked for \(patience)",
                nextStep: "try again when the other process is done"
            )
        case .notWritable:
            self.init(cause: "it cannot be written to", nextStep: Self.checkRights)
        case .cannotOpen:
            self.init(cause: "it, or a file beside it that SQLite needs, cannot be opened", nextStep: Self.checkRights)
        case .full: self.init(cause: "there is no space left for it", nextStep: checkDisk)
        case .inputOutput:
            self.init(
                cause: "reading or writing the file failed (SQLite's \(failure.code))",
                nextStep: checkDisk
            )
        case .noMemory: self.init(cause: "there is not enough memory", nextStep: "end other programs and try again")
        case .other:
            self = .damaged("SQLite refused with its code \(failure.code)")
        }
    }
}
