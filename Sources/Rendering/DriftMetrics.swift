package import Connections
package import Planning

/// Drift runs as a file for the textfile collector of Prometheus' node exporter.
///
/// The form is <https://prometheus.io/docs/instrumenting/exposition_formats/>, version 0.0.4.
package struct DriftMetrics: Sendable, Hashable {
    /// The run of one stack.
    package struct Run: Sendable, Hashable {
        package var stack: String
        package var ended: Timestamp
        package var duration: Duration
        /// Of all findings, known ones included; nil when the drift could not be told.
        package var summary: Drift.Summary?

        package init(stack: String, ended: Timestamp, duration: Duration, summary: Drift.Summary?) {
            self.stack = stack
            self.ended = ended
            self.duration = duration
            self.summary = summary
        }
    }

    private let runs: [Run]

    /// No two runs may be of stacks of one name: a collector refuses a file that has a series twice.
    package init(_ runs: [Run]) {
        self.runs = runs.sorted { $0.stack < $1.stack }
    }

    /// The file, with the last successes of runs that failed as the file before it has them.
    package func render(after previous: String = "") -> String {
        let known = Self.lastSuccesses(in: previous)
        let successes = runs.compactMap { run -> String? in
            let series = "\(Self.lastSuccess)\(labels([("stack", run.stack)]))"
            guard run.summary == nil else { return "\(series) \(run.ended.seconds)" }
            return known[Substring(series)].map { "\(series) \($0)" }
        }
        let counts = runs.flatMap { run -> [String] in
            guard let summary = run.summary else { return [] }
            return Drift.Kind.allCases.map { kind in
                let series = labels([("stack", run.stack), ("kind", kind.rawValue)])
                return "patchbay_drift_connections\(series) \(summary[kind])"
            }
        }
        return family("patchbay_drift_connections", "Connections that are not as the files say, by kind.", counts)
            + family("patchbay_drift_success", "Whether the last run could tell.") { $0.summary == nil ? "0" : "1" }
            + family(Self.lastSuccess, "When a run could tell last.", successes)
            + family("patchbay_drift_last_run_timestamp_seconds", "When the last run ended.") { $0.ended.seconds }
            + family("patchbay_drift_duration_seconds", "How long the last run took.") { $0.duration.seconds }
    }

    private static let lastSuccess = "patchbay_drift_last_success_timestamp_seconds"

    private func family(_ name: String, _ help: String, _ value: (Run) -> String) -> String {
        family(name, help, runs.map { "\(name)\(labels([("stack", $0.stack)])) \(value($0))" })
    }

    private func family(_ name: String, _ help: String, _ samples: [String]) -> String {
        guard !samples.isEmpty else { return "" }
        let head = ["# HELP \(name) \(help)", "# TYPE \(name) gauge"]
        return (head + samples).map { "\($0)\n" }.joined()
    }

    private func labels(_ labels: [(String, String)]) -> String {
        "{" + labels.map { "\($0.0)=\"\($0.1.labelValue)\"" }.joined(separator: ",") + "}"
    }

    /// What a file of ours says of when stacks were last told of, by series; what is no number is left out.
    private static func lastSuccesses(in text: String) -> [Substring: Substring] {
        var found: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("\(lastSuccess){") {
            guard let space = line.lastIndex(of: " ") else { continue }
            let value = line[line.index(after: space)...]
            found[line[..<space]] = Double(value)?.isFinite == true ? value : nil
        }
        return found
    }
}

extension String {
    fileprivate var labelValue: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\\": text.append(contentsOf: "\\\\".unicodeScalars)
            case "\"": text.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}

extension Timestamp {
    /// Since 1970, with milliseconds.
    fileprivate var seconds: String { Duration.milliseconds(milliseconds).seconds }
}

extension Duration {
    /// With milliseconds; never negative.
    fileprivate var seconds: String {
        let milliseconds = max(0, Int((self / .milliseconds(1)).rounded()))
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
