import Connections
import Planning
import Rendering
import Testing

@Suite("Metrics of drift, read by a strict parser")
struct DriftMetricsTests {
    private func run(_ stack: String, _ counts: [Int]?, at ended: Int = 1_700_000_000_123) -> DriftMetrics.Run {
        let summary = counts.map { counts in
            var summary = Drift.Summary()
            (summary.changed, summary.missing, summary.unmanaged, summary.hidden) = (
                counts[0], counts[1], counts[2], counts[3]
            )
            return summary
        }
        return DriftMetrics.Run(
            stack: stack,
            ended: Timestamp(milliseconds: ended),
            duration: .milliseconds(1_045),
            summary: summary
        )
    }

    @Test("all four kinds, also those without any, and the rest of a run")
    func whole() throws {
        let samples = try Exposition(DriftMetrics([run("b", [1, 0, 2, 0]), run("a", [0, 0, 0, 0])]).render()).samples
        let expected: [String: Double] = [
            "patchbay_drift_connections kind=changed stack=b": 1, "patchbay_drift_connections kind=missing stack=b": 0,
            "patchbay_drift_connections kind=unmanaged stack=b": 2, "patchbay_drift_connections kind=hidden stack=b": 0,
            "patchbay_drift_connections kind=changed stack=a": 0, "patchbay_drift_connections kind=missing stack=a": 0,
            "patchbay_drift_connections kind=unmanaged stack=a": 0, "patchbay_drift_connections kind=hidden stack=a": 0,
            "patchbay_drift_success stack=a": 1, "patchbay_drift_success stack=b": 1,
            "patchbay_drift_last_success_timestamp_seconds stack=a": 1_700_000_000.123,
            "patchbay_drift_last_success_timestamp_seconds stack=b": 1_700_000_000.123,
            "patchbay_drift_last_run_timestamp_seconds stack=a": 1_700_000_000.123,
            "patchbay_drift_last_run_timestamp_seconds stack=b": 1_700_000_000.123,
            "patchbay_drift_duration_seconds stack=a": 1.045, "patchbay_drift_duration_seconds stack=b": 1.045,
        ]
        #expect(samples == expected)
    }

    @Test("a run that failed keeps the last success of the file before it, and has no counts")
    func failed() throws {
        let first = DriftMetrics([run("a", [1, 0, 0, 0]), run("gone", [0, 0, 0, 0])]).render()
        let second = DriftMetrics([run("a", nil, at: 1_700_000_100_000), run("b", nil)]).render(after: first)
        let samples = try Exposition(second).samples
        #expect(samples["patchbay_drift_success stack=a"] == 0)
        #expect(samples["patchbay_drift_last_success_timestamp_seconds stack=a"] == 1_700_000_000.123)
        #expect(samples["patchbay_drift_last_run_timestamp_seconds stack=a"] == 1_700_000_100)
        #expect(samples["patchbay_drift_last_success_timestamp_seconds stack=b"] == nil)
        #expect(!samples.keys.contains { $0.contains("gone") || $0.contains("connections") })
        let third = try Exposition(DriftMetrics([run("a", nil)]).render(after: second)).samples
        #expect(third["patchbay_drift_last_success_timestamp_seconds stack=a"] == 1_700_000_000.123)
    }

    @Test(
        "any name of a stack stands in its label as it is",
        arguments: ["a\"b", "a\\", "a\nb", "é\u{1F600}", "{}", "a,b=\"c\"", "\\n", ""]
    )
    func names(_ name: String) throws {
        let first = DriftMetrics([run(name, [0, 0, 0, 0])]).render()
        try #expect(Exposition(first).samples["patchbay_drift_success stack=\(name)"] == 1)
        let second = try Exposition(DriftMetrics([run(name, nil)]).render(after: first)).samples
        #expect(second["patchbay_drift_last_success_timestamp_seconds stack=\(name)"] == 1_700_000_000.123)
    }

    @Test(
        "a file that is damaged gives no last success",
        arguments: [
            "", "\u{0}", "patchbay_drift_last_success_timestamp_seconds{stack=\"a\"} x\n",
            "patchbay_drift_last_success_timestamp_seconds{stack=\"a\"} nan\n",
        ]
    )
    func damaged(_ previous: String) throws {
        let samples = try Exposition(DriftMetrics([run("a", nil)]).render(after: previous)).samples
        #expect(!samples.keys.contains { $0.contains("last_success") })
    }

    @Test(
        "the parser refuses what a collector would",
        arguments: [
            "a 1\n", "# TYPE a gauge\na 1", "# TYPE a gauge\na{x=\"1} 1\n", "# TYPE a gauge\na{x=\"1\"} one\n",
            "# TYPE a gauge\na 1\na 1\n", "# TYPE a gauge\na 1\n# TYPE a gauge\na{x=\"1\"} 2\n",
            "# TYPE a gauge\na{x=\"\\q\"} 1\n", "# TYPE a gauge\n\na 1\n# TYPE b gauge\na{x=\"2\"} 1\n",
        ]
    )
    func parser(_ text: String) {
        #expect(throws: Exposition.Malformed.self) { try Exposition(text) }
    }
}

/// Prometheus' text form, version 0.0.4, read more strictly than a collector does: every sample belongs to the family above it,
/// no family and no series comes twice.
private struct Exposition {
    struct Malformed: Error {
        var line: String
    }

    /// By name and sorted labels, such as `metric kind=changed stack=a`.
    private(set) var samples: [String: Double] = [:]

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Malformed(line: "the end") }
        var family = ""
        var families: Set<String> = []
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.isEmpty { continue }
            if let match = line.wholeMatch(of: /# TYPE ([a-z_:]+) gauge/) {
                family = String(match.1)
                guard families.insert(family).inserted else { throw Malformed(line: line) }
            } else if line.wholeMatch(of: /# HELP [a-z_:]+ .+/) != nil {
                continue
            } else {
                try add(line, to: family)
            }
        }
    }

    private mutating func add(_ line: String, to family: String) throws {
        guard let match = line.wholeMatch(of: /([a-z_:]+)(?:\{(.*)\})? ([0-9.]+)/), match.1 == family,
            let value = Double(match.3)
        else { throw Malformed(line: line) }
        let labels = try match.2.map { try Self.labels($0, line) } ?? []
        let key = ([family] + labels.sorted()).joined(separator: " ")
        guard samples.updateValue(value, forKey: key) == nil else { throw Malformed(line: line) }
    }

    private static func labels(_ text: Substring, _ line: String) throws -> [String] {
        var rest = text
        var labels: [String] = []
        while !rest.isEmpty {
            guard let name = rest.prefixMatch(of: /([a-z]+)="/) else { throw Malformed(line: line) }
            rest = rest[name.range.upperBound...]
            var value = ""
            while let character = rest.popFirst(), character != "\"" {
                guard character == "\\" else {
                    value.append(character)
                    continue
                }
                switch rest.popFirst() {
                case "n": value.append("\n")
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                default: throw Malformed(line: line)
                }
            }
            guard rest.startIndex > text.startIndex, text[text.index(before: rest.startIndex)] == "\"" else {
                throw Malformed(line: line)
            }
            labels.append("\(name.1)=\(value)")
            if rest.first == "," { rest.removeFirst() } else if !rest.isEmpty { throw Malformed(line: line) }
        }
        return labels
    }
}
