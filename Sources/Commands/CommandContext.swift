import Applying
import Connections
import FoundationEssentials
import Glibc
import PictoryAPI
import Stacks

/// The outside world, as commands see it.
struct CommandContext: Sendable {
    let environment: [String: String]
    /// The absolute path that relative ones begin at.
    let workingDirectory: String
    let console: Console
    let stop: StopSwitch
    let timing: RequestTiming
    /// What a sandbox waits on.
    let clock: any Clock<Duration>
    let now: @Sendable () -> Timestamp
    /// What a sandbox makes ids from.
    let random: any RandomNumberGenerator & Sendable
    let files: any StackFiles
    /// Who is told what happens while a command runs.
    let feed: RunFeed

    /// The process's own.
    static func process(telling: Telling) -> Self {
        let stop = StopSwitch()
        let clock = ContinuousClock()
        let start = clock.now
        let timing = RequestTiming(
            elapsed: { clock.now - start },
            sleep: { duration in await stop.sleep(duration, clock) },
            isStopping: { stop.level >= .finish || Task.isCancelled },
            chance: { Double.random(in: 0..<1) }
        )
        let environment = ProcessInfo.processInfo.environment
        let console = Console()
        let now = { @Sendable in Timestamp(Date()) }
        return CommandContext(
            environment: environment,
            workingDirectory: FileManager.default.currentDirectoryPath,
            console: console,
            stop: stop,
            timing: timing,
            clock: clock,
            now: now,
            random: SystemRandomNumberGenerator(),
            files: DiskFiles(),
            feed: RunFeed(telling, console, environment, elapsed: timing.elapsed, now: now)
        )
    }
}

extension StopSwitch {
    /// Sleeps, but not beyond the moment at which the run is to end.
    func sleep(_ duration: Duration, _ clock: ContinuousClock) async {
        // A cancelled sleep has done its duty: whoever slept looks at the cancellation next.
        _ = try? await value(
            of: { try await clock.sleep(for: duration) },
            unless: { _ = await self.isRequested(.finish) }
        )
    }
}
