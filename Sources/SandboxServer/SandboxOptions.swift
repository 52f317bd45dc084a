import Connections
package import FoundationEssentials
import Sandbox

/// What the command `patchbay sandbox` can be told, and the whole of its work.
package struct SandboxOptions: Sendable, Hashable {
    /// 0 for any that is free.
    package var port = 0
    /// The file that keeps the account; nil to keep it in memory only.
    package var stateFile: String?
    /// How long every request takes at least.
    package var latency: Duration = .zero
    /// nil for the scenario's, or the default.
    package var pageSize: Int?
    /// A ``SandboxScenario`` as JSON.
    package var faultsFile: String?
    /// The file with the key that is accepted; nil to accept any of the vendor's form.
    package var keyFile: String?
    /// Whether the control API is served.
    package var hasControl = true

    package init() {}

    /// Serves until the caller is cancelled; calls `ready` once, when connections are accepted.
    ///
    /// - Throws: ``SandboxOptionError``, `SandboxFileError` or ``SandboxServerError``, each before `ready` is called.
    package func serve(
        clock: any Clock<Duration>,
        now: @escaping @Sendable () -> Date,
        random: any RandomNumberGenerator & Sendable,
        ready: (SandboxServer.Address) async throws -> Void
    ) async throws {
        var scenario = try faultsFile.map(scenario(in:)) ?? SandboxScenario()
        scenario.behavior.pageSize = max(1, pageSize ?? scenario.behavior.pageSize)
        let key = try keyFile.map(key(in:)) ?? .anyOfItsForm
        let sandbox = try Sandbox(
            behavior: scenario.behavior,
            faults: scenario.faults,
            file: stateFile.map(SandboxFile.init(path:)),
            latency: latency,
            clock: clock,
            now: now,
            random: random
        )
        try await SandboxServer(sandbox, key: key, hasControl: hasControl).run(port: port, ready: ready)
    }

    private func scenario(in path: String) throws(SandboxOptionError) -> SandboxScenario {
        let data = try contents(of: path, named: "--faults")
        do {
            return try JSONDecoder().decode(SandboxScenario.self, from: data)
        } catch let error as DecodingError {
            throw SandboxOptionError(option: "--faults", path: path, .invalid(error.plainDescription))
        } catch {
            throw SandboxOptionError(option: "--faults", path: path, .invalid("\(error)"))
        }
    }

    private func key(in path: String) throws(SandboxOptionError) -> SandboxKey {
        let text = String(decoding: try contents(of: path, named: "--key-file"), as: UTF8.self)
        let key = text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard !key.isEmpty, key.unicodeScalars.allSatisfy({ ("!"..."~").contains($0) }) else {
            throw SandboxOptionError(option: "--key-file", path: path, .invalid("it must hold a key on one line"))
        }
        return .exactly(Secret(key))
    }

    private func contents(of path: String, named option: String) throws(SandboxOptionError) -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SandboxOptionError(option: option, path: path, .unreadable)
        }
    }
}
