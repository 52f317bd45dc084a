import Connections
import PictoryAPI
import Planning
import Rendering
import Testing

@testable import Applying

@Suite("The line that says how far a run is, in virtual time")
struct ProgressLineTests {
    private let now = Timestamp(milliseconds: 1_700_000_000_000)

    private func step(_ id: Int) -> Step { Step(id: id, operation: .create, type: .aws, name: "n\(id)") }

    private func ended(_ id: Int, done: Bool = true, of total: Int) -> RunEvent {
        let outcome: StepOutcome = done ? .done(.init(connectionId: ConnectionID("id-\(id)"))) : .notAttempted
        return .stepFinished(StepResult(step: step(id), outcome: outcome), ended: id, total: total)
    }

    private func page(_ type: ConnectionType, _ number: Int, _ all: Int, new: Int) -> RunEvent {
        .account(.page(ListedPage(type: type, page: number, connections: all, new: new, isLast: false)))
    }

    private func progress(_ events: [(Duration, RunEvent)]) -> RunProgress {
        var progress = RunProgress()
        for (moment, event) in events { progress.note(event, at: moment) }
        return progress
    }

    private func line(_ events: [(Duration, RunEvent)], at moment: Duration, width: Int = 120) -> String {
        ProgressLine(width: width).render(progress(events), at: moment, now: now)
    }

    private var applying: [(Duration, RunEvent)] {
        [
            (.zero, .filesRead(["a.yaml"], connections: 80)), (.seconds(1), page(.aws, 1, 100, new: 100)),
            (.seconds(2), .applyStarted(steps: 80)), (.seconds(2), .account(.sending)),
            (.seconds(2), .account(.sending)),
            (.seconds(4), ended(1, of: 80)), (.seconds(6), ended(2, of: 80)),
        ]
    }

    @Test(
        "it begins with what the command does, and files that were read lead to an account only where one is read",
        arguments: [
            (RunProgress.Phase.files, "Reading files, 0 s", "Reading the account, 0 s"),
            (.checking, "Checking, 0 s", "Checking, 0 s"),
            (.ledger, "Reading the ledger, 0 s", "Reading the account, 0 s"),
        ]
    )
    func beginnings(_ phase: RunProgress.Phase, _ first: String, _ second: String) {
        var progress = RunProgress(phase)
        let line = ProgressLine(width: 80)
        #expect(line.render(progress, at: .zero, now: now) == first)
        progress.note(.filesRead(["a.yaml"], connections: 1), at: .zero)
        #expect(line.render(progress, at: .zero, now: now) == second)
    }

    @Test("it names what is under way from the first moment on, and counts what was listed")
    func phases() {
        #expect(line([], at: .milliseconds(50)) == "Reading files, 0 s")
        let read: [(Duration, RunEvent)] = [(.zero, .filesRead(["a.yaml"], connections: 1))]
        #expect(line(read, at: .seconds(1)) == "Reading the account, 1 s")
        let listing =
            read + [
                (.zero, .account(.sending)), (.zero, .account(.sending)),
                (
                    .seconds(2),
                    .account(.answered(RequestTrace(request: "GET /v1/x", attempt: 1, duration: .seconds(2))))
                ),
                (.seconds(2), page(.aws, 1, 100, new: 100)), (.seconds(3), page(.vimeo, 1, 20, new: 20)),
                (.seconds(3), page(.aws, 2, 150, new: 50)),
            ]
        #expect(line(listing, at: .milliseconds(3999)) == "Reading the account: 170 connections, 1 in flight, 3 s")
    }

    @Test("the time left is estimated from the steps that ended, once they took two seconds")
    func timeLeft() {
        let begun = Array(applying.prefix(6))
        #expect(line(begun, at: .milliseconds(3900)) == "Applying: 1/80, 2 in flight, 3 s")
        #expect(line(applying, at: .seconds(6)) == "Applying: 2/80, about 3 min left, 2 in flight, 6 s")
        #expect(line(applying + [(.seconds(6), ended(3, done: false, of: 80))], at: .seconds(6)).contains("1 not done"))
    }

    @Test("a wait for the rate limit says until when, in place of an estimate that it makes wrong")
    func rateLimit() {
        let limited = APIError(.rateLimited, request: "POST /v1/x", status: 429)
        let lost = APIError(.dropped, request: "GET /v1/x")
        let events = applying + [(.seconds(6), .account(.repeating(limited, after: .seconds(20))))]
        let waiting = "Applying: 2/80, waiting for the rate limit until 22:13:36Z (16 s), 2 in flight, 10 s"
        #expect(line(events, at: .seconds(10)) == waiting)
        #expect(!line(events, at: .seconds(26)).contains("limit"))
        #expect(
            !line(applying + [(.seconds(6), .account(.repeating(lost, after: .seconds(9))))], at: .seconds(7))
                .contains("limit")
        )
        #expect(line(events, at: .seconds(10), width: 50) == "Applying: 2/80, limit until 22:13:36Z, 10 s")
    }

    @Test("no width makes it wrap, and what matters most stays longest", arguments: 0...130)
    func widths(_ width: Int) {
        let limited = APIError(.rateLimited, request: "POST /v1/x", status: 429)
        let events =
            applying + [
                (.zero, .runStarted(command: "apply", version: "0", stacks: 12)),
                (.seconds(6), .account(.repeating(limited, after: .seconds(4000)))),
                (.seconds(7), ended(3, done: false, of: 80)),
            ]
        for moment in [Duration.seconds(8), .seconds(9000)] {
            let line = line(events, at: moment, width: width)
            #expect(line.count <= max(0, width - 1))
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value > 0x7E })
            if width >= 16 { #expect(line.hasPrefix("Applying: 3/80")) }
        }
    }
}
