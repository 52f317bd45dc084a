import CYardsticks
import Connections
import Foundation
import PictoryAPI
import Planning
import Rendering
import Stacks
import YAMLTree

/// What the parts of a plan of 10,000 connections cost, as ratios of yardsticks of the same run.
///
/// `MicroBenchmark ordering` tells how planning grows instead. It is no test: what is worth comparing are the ratios, and
/// how they change.
@main
struct MicroBenchmark {
    static let count = 10_000
    static let runs = 9

    static func main() throws {
        if CommandLine.arguments.dropFirst().first == "ordering" { return try OrderingGrowth.print() }
        let documents = BenchmarkDocuments(count: count)
        let file = documents.file
        let list = documents.list
        print("| \(count) connections | milliseconds | ratio | of |")
        print("|---|---:|---:|---|")

        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("patchbay-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(file).write(to: folder.appendingPathComponent("connections.yaml"))
        let reader = StackReader(files: DiskFiles(), environment: [:], resolvesSecrets: false)

        let events = { keep(Int(yardstick_yaml_events(file, file.count))) }
        try row("read: bytes to a tree with places", of: "raw libyaml events", events) {
            keep(YAMLReading(file).problems.count)
        }
        try row("read: files to a stack", of: "raw libyaml events", events) {
            keep(try reader.read(.directory(folder.path)).desired.connections.count)
        }

        let texts = { keep(Int(yardstick_json_texts(list, list.count))) }
        try row("decode: the list", of: "finding its texts", texts) {
            keep(try ConnectionPage(decoding: list, type: .aws).items.count)
        }
        let new = (0..<count).map { number in
            NewConnection(
                name: "name-\(number)",
                description: "Ingest of account \(number)",
                enabled: true,
                details: .aws(AWSLocation(accountID: "100000000000", region: "us-east-1"))
            )
        }
        try row("encode: the bodies of creates", of: "finding the list's texts", texts) {
            keep(new.reduce(0) { $0 + $1.wireBody.count })
        }

        let unchanged = BenchmarkWorld.unchanged.input(of: count)
        let nothing = { keep(try unchanged.plan().changes.count) }
        try row("match and compare: nothing to do", of: "raw libyaml events", events) {
            try nothing()
        }
        for world in [BenchmarkWorld.created, .chain, .pairs, .replaced] {
            let input = world.input(of: count)
            try row("and order: \(world.rawValue)", of: "nothing to do", nothing) {
                keep(try input.plan().changes.count)
            }
        }

        let plan = try BenchmarkWorld.created.input(of: count).plan()
        let text = PlanText(style: Style(isColoured: false))
        try row("render: text, all created", of: "raw libyaml events", events) { keep(text.render(plan).utf8.count) }
        try row("render: JSON, all created", of: "raw libyaml events", events) {
            keep(try JSONText.render(plan).utf8.count)
        }
        try row("render: Markdown, all created", of: "raw libyaml events", events) {
            let stack = MarkdownComment.Stack(label: "benchmark", PlanMarkdown().section(plan))
            keep(MarkdownComment(.plan, [stack]).render().utf8.count)
        }
    }

    private static func row(
        _ name: String,
        of yardstick: String,
        _ least: () throws -> Void,
        _ measured: () throws -> Void
    ) throws {
        let (time, ratio) = try Stopwatch.pairs(runs, measured, beside: least)
        print("| \(name) | \(String(format: "%.2f | %.2f", time * 1_000, ratio)) | \(yardstick) |")
        // Each row when it is known, also into a pipe.
        fflush(nil)
    }

    /// So that nothing is left out because nobody uses its result.
    @inline(never)
    private static func keep(_ value: Int) { precondition(value >= 0) }
}
