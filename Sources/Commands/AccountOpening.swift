import Connections
import Diagnostics
import FoundationEssentials
import Ledger
import PictoryAPI
import PictoryHTTP
import Rendering
import Sandbox
import Stacks

/// Finds the account that a stack is about: over HTTPS, or the sandbox in this process.
///
/// Only a flag or the environment can name a host. A file can only say `sandbox`, so that nobody who edits files can
/// have the key sent elsewhere.
struct AccountOpening: Sendable {
    /// How many requests of one stack are in flight at most, unless flag or settings say otherwise.
    private static let usualParallelism = 4
    /// And those of several stacks together, unless the flag says otherwise.
    private static let usualParallelismOfAll = 16

    private let context: CommandContext
    private let options: ConnectionOptions

    /// What all stacks of the run share that have the key; nil where there is one stack only.
    private let pacer: Pacer?

    /// `stacks` is how many will be opened.
    init(_ context: CommandContext, _ options: ConnectionOptions, stacks: Int) {
        self.context = context
        self.options = options
        let parallelism = options.parallelism ?? Self.usualParallelismOfAll
        pacer = stacks > 1 ? Pacer(parallelism: parallelism, timing: context.timing) : nil
    }

    /// An account that is ready for requests.
    struct Opened {
        let account: PictoryAccount
        /// What plans say they were made for.
        let apiURL: String
        let parallelism: Int
        /// What people should know about it before they read on; ends with a line break when there is something.
        let remark: String
        /// That it is not the account that the stack's settings name; empty, or ends with a line break.
        var warning = ""
        /// What fingerprints of secrets are made with.
        let fingerprintKey: FingerprintKey
        fileprivate let client: PictoryClient?

        /// For standard error: a quiet run tells only what is doubtful.
        func remarks(isQuiet: Bool) -> String { (isQuiet ? "" : remark) + warning }

        /// Runs `body` and closes the connections.
        func whileOpen<Value>(_ body: (PictoryAccount) async throws -> Value) async throws -> Value {
            do {
                let value = try await body(account)
                await client?.close()
                return value
            } catch {
                await client?.close()
                throw error
            }
        }
    }

    /// Tells which stacks of the run have one account: all that use the key, and of the others each has its own.
    func account(of source: StackSource, _ settings: StackSettings) -> String {
        usesSandbox(settings) ? sandboxPath(in: source.directory) : ""
    }

    private func usesSandbox(_ settings: StackSettings) -> Bool {
        let chosen = options.access.apiURL ?? context.environment["PICTORY_API_URL"].flatMap { $0.isEmpty ? nil : $0 }
        return chosen == "sandbox" || chosen == nil && settings.usesSandbox
    }

    /// That a variable goes before what a stack's settings say, which somebody else may have written who reads the output.
    ///
    /// nil where it does not, and where the command line says which account it is.
    static func overruling(
        _ settings: StackSettings,
        _ access: AccessOptions,
        _ environment: [String: String]
    ) -> (message: String, nextStep: String)? {
        guard settings.usesSandbox, access.apiURL == nil, let chosen = environment["PICTORY_API_URL"],
            !chosen.isEmpty, chosen != "sandbox"
        else { return nil }
        let address = try? APIAddress.chosen(flag: nil, environment: environment)
        let place = address.map { ": this run is about the account at \($0.description.terminalSafe)" } ?? ""
        return (
            "patchbay.yaml says 'api: sandbox', and PICTORY_API_URL goes before it\(place)",
            "unset it, or pass --api-url sandbox, to use the sandbox"
        )
    }

    private func sandboxPath(in directory: String) -> String {
        directory == "." ? ".patchbay/sandbox.json" : "\(directory)/.patchbay/sandbox.json"
    }

    /// - Throws: Errors about the address, the key, the certificates or the sandbox's file.
    func open(_ stack: Stack) throws -> Opened {
        let parallelism = options.parallelism ?? stack.settings.parallelism ?? Self.usualParallelism
        if usesSandbox(stack.settings) { return try openSandbox(stack, parallelism) }
        let address = try APIAddress.chosen(flag: options.access.apiURL, environment: context.environment)
        let key = try APIKey.find(environment: context.environment, keyFile: options.access.keyFile)
        let client = PictoryClient(
            address: address,
            key: key,
            secrets: stack.desired.secrets,
            proxy: try HTTPProxy.chosen(for: address, environment: context.environment),
            authorities: try options.access.authorities,
            limits: RequestLimits(total: .seconds(options.timeout)),
            version: patchbayVersion,
            now: { [now = context.now] in now().date }
        )
        return Opened(
            account: account(over: client, of: stack, pacer ?? ownPacer(parallelism)),
            apiURL: address.description,
            parallelism: parallelism,
            remark: "Account: the one of the API key, at \(address.description.terminalSafe)\n",
            warning: Self.overruling(stack.settings, options.access, context.environment)
                .map { "warning: \($0.message); \($0.nextStep)\n" } ?? "",
            fingerprintKey: FingerprintKey(of: key.secret),
            client: client
        )
    }

    /// The account over an API; whoever waits is told of its requests.
    private func account(over api: any ConnectionsAPI, of stack: Stack, _ pacer: Pacer) -> PictoryAccount {
        PictoryAccount(api, pacer: pacer, timing: context.timing) { [feed = context.feed] event in
            feed.tell(.account(event), of: stack.name)
        }
    }

    private func ownPacer(_ parallelism: Int) -> Pacer { Pacer(parallelism: parallelism, timing: context.timing) }

    private func openSandbox(_ stack: Stack, _ parallelism: Int) throws -> Opened {
        let path = sandboxPath(in: stack.source.directory)
        let sandbox = try Sandbox(
            file: SandboxFile(path: path),
            clock: context.clock,
            now: { [now = context.now] in now().date },
            random: context.random
        )
        return Opened(
            // It is no part of what has the key, and goes on where the key is refused.
            account: account(over: sandbox, of: stack, ownPacer(parallelism)),
            apiURL: "sandbox",
            parallelism: parallelism,
            remark: "Sandbox: a local model of the API, kept in \(path.terminalSafe). No real account is touched.\n",
            // It has no key, and its secrets are worth nothing.
            fingerprintKey: FingerprintKey(of: Secret("sandbox")),
            client: nil
        )
    }
}
