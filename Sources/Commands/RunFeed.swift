import Connections
import Diagnostics
import Dispatch
import LocalFiles
import PictoryAPI
import Rendering
import Stacks
import Synchronization

/// Tells what happens while a command runs: on the line of a terminal, to `--events`, and with `--verbose` on standard error.
///
/// Nothing of it may stop the work, so that events that cannot be written are warned of once.
final class RunFeed: Sendable {
    private static let firstSign = DispatchTimeInterval.milliseconds(30)
    private static let betweenLines = DispatchTimeInterval.milliseconds(100)

    private let telling: Telling
    private let showsLine: Bool
    private let console: Console
    private let elapsed: @Sendable () -> Duration
    private let now: @Sendable () -> Timestamp
    private let progress: Mutex<RunProgress>
    private let events = Mutex<EventStream?>(nil)
    private let names = Mutex<[StackSource: String]>([:])
    private let stacks = Mutex(1)

    init(
        _ telling: Telling,
        _ console: Console,
        _ environment: [String: String],
        elapsed: @escaping @Sendable () -> Duration,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.telling = telling
        progress = Mutex(RunProgress(telling.beginning))
        self.console = console
        self.elapsed = elapsed
        self.now = now
        showsLine = telling.showsLine && console.isErrTerminal && environment.canRedraw
    }

    /// Writes events from now on; `-` is standard output, and then results go to standard error.
    ///
    /// - Throws: ``UnwritableFile``.
    func stream(to path: String) throws {
        let stream = try EventStream(path, console)
        events.withLock { $0 = stream }
    }

    /// Takes note of what a stack calls itself.
    func note(_ name: String, of source: StackSource) {
        names.withLock { $0[source] = name }
    }

    /// nil while its files were not read, or could not be.
    func name(of source: StackSource) -> String? { names.withLock { $0[source] } }

    func tell(_ event: RunEvent, of stack: String? = nil) {
        let moment = elapsed()
        progress.withLock { $0.note(event, at: moment) }
        if case .runStarted(_, _, let count) = event { stacks.withLock { $0 = count } }
        if let problem = write(event, of: stack) {
            console.err("warning: no more events are written: \(problem); the run goes on\n")
        }
        guard !telling.isQuiet else { return }
        if telling.isVerbose {
            let isOneOfSeveral = stacks.withLock { $0 > 1 }
            console.err(VerboseText(stack: isOneOfSeveral ? stack : nil).line(event) ?? "")
        }
        if case .account(.repeating(let error, let delay)) = event { tellOfRepetition(error, delay) }
    }

    /// Why the event was not written, once.
    private func write(_ event: RunEvent, of stack: String?) -> String? {
        events.withLock { stream in
            guard let current = stream, let document = EventDocument(event, of: stack, at: now()) else { return nil }
            let problem = current.write(document)
            if problem != nil { stream = nil }
            return problem
        }
    }

    private func tellOfRepetition(_ error: APIError, _ delay: Duration) {
        // That the API's limit is waited for is what the line says.
        guard telling.isVerbose || !showsLine || error.kind != .rateLimited else { return }
        let tenths = Int((delay / .milliseconds(100)).rounded(.up))
        console.err("trying again in \(tenths / 10).\(tenths % 10) s: \(error.report.message.terminalSafe)\n")
    }

    // MARK: The line

    /// Runs `body`, and meanwhile shows on a terminal how far it is.
    func whileShown<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        guard showsLine else { return try await body() }
        console.beginLine()
        // A queue of its own has a thread also while all others are parsing files.
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "patchbay.line"))
        timer.schedule(deadline: .now() + Self.firstSign, repeating: Self.betweenLines)
        timer.setEventHandler { [self] in draw() }
        timer.resume()
        defer {
            timer.cancel()
            console.endLine()
        }
        return try await body()
    }

    private func draw() {
        let line = ProgressLine(width: console.width ?? 80)
        console.showLine(line.render(progress.withLock(\.self), at: elapsed(), now: now()))
    }
}

extension [String: String] {
    /// Whether a line of the terminal can be written anew, and somebody looks at it.
    fileprivate var canRedraw: Bool {
        let terminal = self["TERM"] ?? ""
        let pipeline = self["CI"] ?? ""
        return !terminal.isEmpty && terminal != "dumb" && (pipeline.isEmpty || pipeline == "false")
    }
}

/// Where `--events` writes.
private struct EventStream: Sendable {
    private let path: String
    /// nil for standard output.
    private let file: OpenFile?
    private let console: Console

    /// - Throws: ``UnwritableFile``.
    init(_ path: String, _ console: Console) throws {
        self.path = path
        self.console = console
        guard path != "-" else {
            file = nil
            console.divertResults()
            return
        }
        do {
            file = try OpenFile.streaming(path)
        } catch {
            throw UnwritableFile(path: path, reason: error.isUnreadPipe ? "no process reads that pipe" : error.text)
        }
    }

    /// Writes one line; why it could not, else nil.
    func write(_ document: EventDocument) -> String? {
        do {
            let line = try document.line()
            guard let file else { return console.stream(line) ? nil : "standard output takes no more" }
            try file.writeAll(Array(line.utf8), isAwaited: false)
            return nil
        } catch let failure as OpenFile.Failure {
            return "'\(path.terminalSafe)' takes no more, \(failure.text)"
        } catch {
            return "an event has no JSON"
        }
    }
}
