import Applying
import Connections
import Diagnostics
import Foundation
import Ledger
import PictoryAPI
import Planning
import Reconciler
import Rendering
import Sandbox
import Stacks
import TestSupport
import Testing

/// Each folder of `Tests/Goldens` is a stack with a `live.json` (the sandbox's form of an account), in some a `receipts.json`
/// (what the ledger knows), and what comes of it.
@Suite("From files and an account to what people and scripts read")
struct GoldenTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Goldens")

    static var cases: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private let environment = [
        "VIMEO_CLIENT_SECRET": "canary-secret-client-7f3a", "VIMEO_ACCESS_TOKEN": "canary-secret-token-91bd",
    ]

    private let annotations = GitHubAnnotations()

    @Test("the folder's expected output", arguments: cases)
    func folder(_ name: String) async throws {
        let folder = Self.root.appending(path: name)
        let expected = folder.appending(path: "expected")
        let reader = StackReader(files: DiskFiles(), environment: environment, resolvesSecrets: true)
        let stack: Stack
        do {
            stack = try Reconciler.validate(.directory(folder.path), with: reader)
        } catch {
            let text = DiagnosticText(style: .plain).render(error.diagnostics, omitted: error.omittedErrors)
            try Golden.expect(text, in: expected.appending(path: "diagnostics.txt"))
            let section = FilesMarkdown.invalid(errors: error.errorCount)
                .adding(error.diagnostics, omitted: error.omittedErrors)
            try Golden.expect(comment(.validate, name, section), in: expected.appending(path: "diagnostics.md"))
            let annotations = annotations.render(error.diagnostics.map { Annotation($0) })
            try Golden.expect(annotations, in: expected.appending(path: "annotations.txt"))
            return
        }
        let diagnostics = stack.warnings.isEmpty ? nil : DiagnosticText(style: .plain).render(stack.warnings)
        try Golden.expect(diagnostics, in: expected.appending(path: "diagnostics.txt"))

        let clock = ManualClock()
        let sandbox = try Sandbox.fixture(clock: clock)
        try sandbox.replaceWorld(with: state(of: folder))
        let account = PictoryAccount(sandbox, parallelism: 1, timing: VirtualTime().timing())
        let ledger = try await ledger(of: folder, stack)
        let reconciler = Reconciler(account: account, apiURL: "sandbox", ledger: ledger) { Timestamp(clock.date) }
        let planned: PlannedStack
        do {
            planned = try await reconciler.plan(stack, rules(for: stack), against: base(of: folder, reader))
        } catch let error as WrongAccount {
            let text = ErrorText(style: .plain).render(error.report)
            try Golden.expect(text, in: expected.appending(path: "error.txt"))
            planned = try await reconciler.plan(stack, rules(for: stack), isNewAccount: true)
        }
        let text = PlanText(style: .plain).render(planned.plan, showingSteps: true)
        try Golden.expect(text, in: expected.appending(path: "plan.txt"))
        try Golden.expect(JSONText.render(planned.plan), in: expected.appending(path: "plan.json"))
        let section = PlanMarkdown(showsSteps: true).section(planned.plan).adding(stack.warnings)
        let markdown = comment(.plan, name, section)
        try Golden.expect(markdown, in: expected.appending(path: "plan.md"))
        let annotations = annotations.render(planned.plan.changes.compactMap { Annotation($0) })
        try Golden.expect(
            annotations.isEmpty ? nil : annotations,
            in: expected.appending(path: "annotations.txt")
        )
        #expect(!text.contains("canary-"))
        #expect(!markdown.contains("canary-"))
        guard !planned.plan.isBlocked else { return }

        let report = try await reconciler.apply(planned, parallelism: 1, onError: .fail, stop: StopSwitch()) { _ in }
        let reportText = ReportText(style: .plain).render(report, of: planned.plan)
        try Golden.expect(reportText, in: expected.appending(path: "report.txt"))
        let reportSection = ReportMarkdown().section(report, of: planned.plan)
        try Golden.expect(comment(.apply, name, reportSection), in: expected.appending(path: "report.md"))
        #expect(report.verdict == .applied)
        let again = try await reconciler.plan(stack, rules(for: stack))
        #expect(again.plan.changes.isEmpty, "\(again.plan.outline)")
    }

    @Test("whatever a ledger says, the plan is the same but for secrets", arguments: cases.filter { $0 != "invalid" })
    func ledgerExplains(_ name: String) async throws {
        let folder = Self.root.appending(path: name)
        let reader = StackReader(files: DiskFiles(), environment: environment, resolvesSecrets: true)
        let stack = try Reconciler.validate(.directory(folder.path), with: reader)
        let sandbox = try Sandbox.fixture()
        try sandbox.replaceWorld(with: state(of: folder))
        let live = try await PictoryAccount(sandbox, parallelism: 1, timing: VirtualTime().timing()).read()
        let planner = Planner(rules: rules(for: stack), now: Timestamp(ManualClock().date))
        let origin = Planner.Origin(stack: stack.name, apiURL: "sandbox", configDigest: stack.configDigest)
        let plain = try planner.plan(stack.desired, onto: live, from: origin)
        for seed in SeededRandom.seeds(100) {
            var random = SeededRandom(seed: seed)
            let receipts = Receipts.random(of: live.connections, stack.desired.connections, using: &random)
            let plan = try planner.plan(stack.desired, onto: live, from: origin, receipts: receipts)
            #expect(plan.withoutLedger(plan) == plain.withoutLedger(plan), "\(random)")
        }
    }

    /// nil without a `receipts.json`.
    private func ledger(of folder: URL, _ stack: Stack) async throws -> StackLedger? {
        guard let data = try? Data(contentsOf: folder.appending(path: "receipts.json")) else { return nil }
        let known = try JSONDecoder().decode(GoldenReceipts.self, from: data)
        let scope = LedgerScope(stack: stack.name, apiURL: "sandbox")
        return StackLedger(
            store: try await known.ledger(scope, stack.desired),
            name: "memory",
            key: GoldenReceipts.key,
            run: GoldenReceipts.run("now", scope)
        ) { duration in
            try? await Task.sleep(for: duration)
        }
    }

    /// A hidden folder in it is the same stack in the checkout to compare with.
    private func base(of folder: URL, _ reader: StackReader) throws -> BaseStack? {
        let base = folder.appending(path: ".base").path
        guard FileManager.default.fileExists(atPath: base) else { return nil }
        let stack = try Reconciler.validate(.directory(base), with: reader)
        return .stack(stack, rules(for: stack))
    }

    private func comment(_ command: MarkdownComment.Command, _ name: String, _ section: MarkdownSection) -> String {
        MarkdownComment(command, [.init(label: name, section)]).render()
    }

    private func rules(for stack: Stack) -> PlanningRules {
        PlanningRules(
            owns: stack.settings.owns,
            protected: stack.settings.protected,
            maximumDeletes: stack.settings.maximumDeletes
        )
    }

    private func state(of folder: URL) throws -> SandboxState {
        let file = folder.appending(path: "live.json")
        guard let data = try? Data(contentsOf: file) else { return SandboxState() }
        return try JSONDecoder().decode(SandboxState.self, from: data)
    }
}
