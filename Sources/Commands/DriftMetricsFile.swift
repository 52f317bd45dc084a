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
    ///
    /// Stacks that were not looked at are in it as those that failed.
    func write(_ results: [StackResult], unseen: [DriftResult.Labelled] = []) throws {
        guard !results.contains(where: { $0.status == .interrupted }) else { return }
        let metrics = DriftMetrics(runs(of: results.compactMap(\.labelledDrift) + unseen))
        // A file that cannot be read has no last successes; what stands in its way is found out by writing.
        let previous = (try? context.files.contents(ofFile: path, limit: Self.mostRead)) ?? []
        let text = metrics.render(after: String(decoding: previous, as: UTF8.self))
        try OutputFile(path: path, isForEveryone: true).write(text)
    }

    /// Names that several stacks have get what the command line calls each of them.
    private func runs(of results: [DriftResult.Labelled]) -> [DriftMetrics.Run] {
        let counts = Dictionary(results.map { ($0.result.stack, 1) }, uniquingKeysWith: +)
        return results.map { stack in
            let (name, drift) = (stack.result.stack, stack.result)
            return DriftMetrics.Run(
                stack: counts[name, default: 0] > 1 ? "\(name) (\(stack.label))" : name,
                ended: drift.ended,
                duration: drift.duration,
                summary: drift.found?.summary
            )
        }
    }
}

extension StackResult {
    fileprivate var labelledDrift: DriftResult.Labelled? {
        drift.map { DriftResult.Labelled(label: label, result: $0) }
    }
}
