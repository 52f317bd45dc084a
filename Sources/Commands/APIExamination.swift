import Checks
import Connections
import Diagnostics
import LocalFiles
import PictoryAPI
import PictoryHTTP

/// Looks at the way to the API: key, proxy, host, TLS and clock.
struct APIExamination: Sendable {
    let context: CommandContext
    let options: ProbeOptions
    /// For the request.
    let deadline: Duration

    /// With `filesSaySandbox` every stack that could be read uses the sandbox, unless a flag or a variable says otherwise.
    func checks(filesSaySandbox: Bool) async -> [Check] {
        let chosen = options.access.apiURL ?? context.environment["PICTORY_API_URL"].flatMap { $0.isEmpty ? nil : $0 }
        if chosen == "sandbox" || chosen == nil && filesSaySandbox {
            let kinds: [Check.Kind] = [.key, .proxy, .host, .tls, .keyAccepted, .clock]
            return kinds.map { .skipped($0, "the sandbox in this process is used, which needs none of it") }
        }
        let address: APIAddress
        do throws(HTTPSetupError) {
            address = try APIAddress.chosen(flag: options.access.apiURL, environment: context.environment)
        } catch {
            let (key, _) = keyChecks
            return key + [.failed(.host, error.report)] + Self.unasked([.proxy, .tls, .keyAccepted, .clock])
        }
        return await checks(of: address)
    }

    private func checks(of address: APIAddress) async -> [Check] {
        var (checks, key) = keyChecks
        let proxy: HTTPProxy?
        do throws(HTTPSetupError) {
            proxy = try HTTPProxy.chosen(for: address, environment: context.environment)
            checks.append(proxyCheck(proxy, address))
        } catch {
            return checks + [.failed(.proxy, error.report)] + Self.unasked([.host, .tls, .keyAccepted, .clock])
        }
        let authorities: CertificateAuthorities?
        do throws(HTTPSetupError) {
            authorities = try options.access.authorities
        } catch {
            return checks + [.failed(.tls, error.report)] + Self.unasked([.host, .keyAccepted, .clock])
        }
        let probe = APIProbe(
            address: address,
            key: key,
            proxy: proxy,
            authorities: authorities,
            limits: RequestLimits(connect: deadline, total: deadline),
            version: patchbayVersion
        )
        let before = context.now()
        let contact = await probe.contact()
        let after = context.now()
        await probe.close()
        let found = ContactChecks(
            contact,
            host: address.host,
            isSecure: address.isSecure,
            hasKey: key != nil,
            now: Timestamp(milliseconds: before.milliseconds + (after.milliseconds - before.milliseconds) / 2)
        )
        return checks + found.checks
    }

    private var keyChecks: (checks: [Check], key: APIKey?) {
        let file = options.access.keyFile.map { AccessChecks.keyFile($0, FileAccess(of: $0)) }
        do throws(HTTPSetupError) {
            let key = try APIKey.find(environment: context.environment, keyFile: options.access.keyFile)
            let place = options.access.keyFile.map { "in '\($0)'" } ?? "in PICTORY_API_KEY"
            return ([.ok(.key, "there is one \(place)"), file].compactMap(\.self), key)
        } catch {
            return ([.failed(.key, error.report), file].compactMap(\.self), nil)
        }
    }

    private func proxyCheck(_ proxy: HTTPProxy?, _ address: APIAddress) -> Check {
        if let proxy {
            return .ok(.proxy, "'\(address.host)' is reached through '\(proxy.name)', as \(proxy.variable) says")
        }
        let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        let set = names.filter { context.environment[$0]?.isEmpty == false }
        guard !set.isEmpty else {
            return .ok(.proxy, "no variable names one, so '\(address.host)' is reached directly")
        }
        let reason =
            address.isSecure ? "NO_PROXY covers '\(address.host)', or it is this machine" : "it is this machine"
        return .ok(.proxy, "\(set.joined(separator: ", ")) does not apply: \(reason)")
    }

    private static func unasked(_ kinds: [Check.Kind]) -> [Check] {
        kinds.map { .skipped($0, "the API could not be asked; see what failed above") }
    }
}

extension AccessOptions {
    /// nil for the system's alone.
    var authorities: CertificateAuthorities? {
        get throws(HTTPSetupError) {
            guard let certificateFile else { return nil }
            return try CertificateAuthorities(path: certificateFile)
        }
    }
}
