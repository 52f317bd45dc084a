import Foundation
import Simulation
import Testing

/// Decisions that once broke a promise, as `patchbay-sim` printed them.
struct Schedule: Sendable, CustomTestStringConvertible {
    let file: String
    let choices: [Int]
    /// What happens in it, as lines of the timeline have it: without it, it would be another world than the one that was found.
    let meets: [String]

    var testDescription: String { file }

    /// The files of `Tests/Schedules`; what stands behind `#` in them says what was wrong.
    static let all: [Schedule] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Schedules"
        )
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.sorted().map { file in
            let text = (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
            let title = "# meets: "
            let meets = text.split(separator: "\n").filter { $0.hasPrefix(title) }.map {
                String($0.dropFirst(title.count))
            }
            return Schedule(file: file, choices: Choices.decisions(in: text) ?? [], meets: meets)
        }
    }()
}
