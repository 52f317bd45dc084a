import Diagnostics
import LocalFiles

/// A file that a flag asks for, written as a whole or not at all, with the mode 0600.
struct OutputFile {
    let path: String

    /// Takes away what an earlier run wrote; it is well when there is nothing.
    ///
    /// - Throws: ``UnwritableFile``.
    func remove() throws {
        do {
            try FileNames.remove(path)
        } catch {
            throw UnwritableFile(path: path, reason: error.text)
        }
    }

    /// - Throws: ``UnwritableFile``; what was there before is then there still.
    func write(_ text: String) throws {
        do {
            try FileNames.replace(path, withFileOf: Array(text.utf8))
        } catch {
            throw UnwritableFile(path: path, reason: error.text)
        }
    }
}

/// Nothing could be written at a path.
private struct UnwritableFile: ReportableError {
    var path: String
    var reason: String

    var report: ErrorReport {
        ErrorReport(
            .fileUnwritable,
            .general,
            "'\(path)' can't be written",
            cause: reason,
            nextStep: "choose a path in a folder that exists and can be written to"
        )
    }
}
