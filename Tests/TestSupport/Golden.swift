package import Foundation
package import Testing

/// Files of expected output that people can read and review.
///
/// With `PATCHBAY_RECORD=1` a test writes what it got, and fails all the same, so that nobody records by accident.
package enum Golden {
    private static let isRecording = ProcessInfo.processInfo.environment["PATCHBAY_RECORD"] == "1"

    /// Expects `actual` to be what the file holds; nil expects that there is no such file.
    package static func expect(
        _ actual: String?,
        in file: URL,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let name = file.pathComponents.suffix(3).joined(separator: "/")
        guard !isRecording else {
            try record(actual, in: file)
            Issue.record("recorded \(name); run again without PATCHBAY_RECORD", sourceLocation: sourceLocation)
            return
        }
        let expected = try? String(contentsOf: file, encoding: .utf8)
        #expect(actual == expected, "\(name); PATCHBAY_RECORD=1 records", sourceLocation: sourceLocation)
    }

    private static func record(_ text: String?, in file: URL) throws {
        guard let text else {
            try? FileManager.default.removeItem(at: file)
            return
        }
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
