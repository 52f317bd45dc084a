import Connections
import Diagnostics
import Planning
import Rendering
import Stacks

/// The file of `--metrics`.
struct DriftMetricsFile {
    let path: String
    let context: CommandContext

    /// In bytes; a stack has about 1 KB.
    private static let mostRead = 64 << 20

    /// Replaces the file; a run that was interrupted leaves it as it is, since it can tell nothing.
    func write(_ results: [StackResult]) throws {
        guard !results.contains(where: { $0.status == .interrupted }) else { return }
        let metrics = DriftMetrics(runs(of: results))
        // A file that cannot be read has no last successes; what stands in its way is found out by writing.
        let previous = (try? context.files.contents(ofFile: path, limit: Self.mostRead)) ?? []
        let text = metrics.render(after: String(decoding: previous, as: UTF8.self))
        try OutputFile(path: path, isForEveryone: true).write(text)
    }

    /// Names that several stacks have get what the command line calls each of them.
    private func runs(of results: [StackResult]) -> [DriftMetrics.Run] {
        let counts = Dictionary(results.compactMap(\.drift).map { ($0.stack, 1) }, uniquingKeysWith: +)
        return results.compactMap { result in
            result.drift.map { drift in
                DriftMetrics.Run(
                    stack: counts[drift.stack, default: 0] > 1 ? "\(drift.stack) (\(result.label))" : drift.stack,
                    ended: drift.ended,
                    duration: drift.duration,
                    summary: drift.found?.summary
                )
            }
        }
    }
}
