import Diagnostics
import LocalFiles

/// A file that a flag asks for, written as a whole or not at all, with the mode 0600 or, for everyone, 0644.
struct OutputFile {
    let path: String
    /// Whether it is for programs of other users, such as a collector of metrics.
    var isForEveryone = false
    /// Whether writing it waits for the disk.
    var isAwaited = true

    /// - Throws: ``UnwritableFile``; what was there before is then there still.
    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// - Throws: ``UnwritableFile``; what was there before is then there still.
    func write(_ bytes: [UInt8]) throws {
        try refuseObstacle()
        do {
            try FileNames.replace(path, withFileOf: bytes, isForEveryone: isForEveryone, isAwaited: isAwaited)
        } catch {
            throw UnwritableFile(path: path, reason: error.text)
        }
    }

    /// Replacing a link, a pipe or a device would take away what somebody put there for another purpose.
    private func refuseObstacle() throws {
        guard let obstacle = FileNames.obstacle(at: path) else { return }
        throw UnwritableFile(path: path, reason: "it is \(obstacle), not a file")
    }
}

/// Nothing could be written at a path.
struct UnwritableFile: ReportableError {
    var path: String
    /// In lower case, to stand after "cause: ".
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
