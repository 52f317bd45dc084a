import Connections
import Diagnostics
import PictoryHTTP
import Planning
import Rendering

/// Tells a webhook of a drift run.
struct DriftNotifying {
    private let context: CommandContext
    private let address: WebhookAddress
    private let proxy: HTTPProxy?
    private let authorities: CertificateAuthorities?
    private let limits: RequestLimits

    /// nil when neither the flag nor the environment names a webhook.
    init?(_ context: CommandContext, flag: String?, _ connection: ConnectionOptions) throws(HTTPSetupError) {
        guard let address = try WebhookAddress.chosen(flag: flag, environment: context.environment) else { return nil }
        self.context = context
        self.address = address
        proxy = try HTTPProxy.chosen(for: address, environment: context.environment)
        authorities = try connection.access.authorities
        limits = RequestLimits(total: .seconds(connection.timeout))
    }

    /// Sends one message about all stacks that drifted or failed; none when there is no such stack.
    func tell(_ results: [StackResult]) async throws {
        let stacks = results.compactMap(\.news)
        guard !stacks.isEmpty else { return }
        let body = try DriftMessage(stacks, of: results.count).body()
        let client = WebhookClient(
            address: address,
            proxy: proxy,
            authorities: authorities,
            limits: limits,
            timing: context.timing,
            version: patchbayVersion,
            now: { [now = context.now] in now().date }
        )
        do {
            try await context.interruptible { try await client.post(body) }
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }
}

extension StackResult {
    /// What there is to tell of the stack; nil when it is clean, and when somebody ended the run.
    fileprivate var news: DriftMessage.Stack? {
        if let listed = drift?.found?.listed { return listed.isClean ? nil : .drifted(listed) }
        guard let failure, failure.category != .interrupted else { return nil }
        return .failed(label: drift?.stack ?? label, failure)
    }
}
