import Connections

/// What a connection is made with: the URL, the environment, and what we add where they are silent.
struct ConnectionParameters: Sendable {
    /// By libpq's keywords.
    var values: [String: String]
    /// Of the values, those that nobody may see.
    var secrets: [Secret]

    /// Why no connection may be made so; names no value but a host or an `sslmode`.
    struct Refusal: Error, Hashable {
        var cause: String
        var nextStep: String
    }

    /// `url` holds the parameters that the URL names.
    ///
    /// A URL of files gets no password of the environment's for a server elsewhere: whoever proposes files would choose who is told it.
    init(
        url: [String: String],
        isOfFiles: Bool = false,
        environment: [String: String],
        known: [LibPQ.Parameter],
        limits: PostgresLimits
    ) throws(Refusal) {
        var values = url.filter { !$0.value.isEmpty }
        if isOfFiles { try Self.keepPasswords(from: values, environment, known) }
        for parameter in known where values[parameter.keyword] == nil {
            guard let variable = parameter.variable, let value = environment[variable], !value.isEmpty else { continue }
            values[parameter.keyword] = value
        }
        if values["service"] != nil {
            throw Refusal(
                cause:
                    "a service file is named, by 'service' or PGSERVICE, and patchbay cannot tell whether it asks for TLS",
                nextStep: "write what the service stands for into the URL"
            )
        }
        try Self.secure(&values)
        Self.add(
            [
                "connect_timeout": "\(limits.connecting)", "application_name": "patchbay", "keepalives_idle": "30",
                "keepalives_interval": "10", "keepalives_count": "3",
            ],
            to: &values
        )
        values["client_encoding"] = "UTF8"
        values["options"] = Self.options(values["options"], limits)
        self.values = values
        secrets = known.filter(\.isSecret).compactMap { values[$0.keyword] }.map { Secret($0) }
    }

    private static func keepPasswords(
        from url: [String: String],
        _ environment: [String: String],
        _ known: [LibPQ.Parameter]
    ) throws(Refusal) {
        let nextStep = "name the ledger in PATCHBAY_LEDGER or with --ledger"
        if url["passfile"] != nil {
            throw Refusal(cause: "a file names 'passfile', and no password is read for it", nextStep: nextStep)
        }
        guard let remote = remotePlace(in: url) else { return }
        for parameter in known where parameter.isSecret && url[parameter.keyword] == nil {
            guard let variable = parameter.variable, environment[variable]?.isEmpty == false else { continue }
            throw Refusal(cause: "\(variable) is not sent to '\(remote)', which a file names", nextStep: nextStep)
        }
    }

    /// The first server that is elsewhere; nil where there is none.
    private static func remotePlace(in values: [String: String]) -> Substring? {
        let places = ["host", "hostaddr"].flatMap { values[$0].map { $0.split(separator: ",") } ?? [] }
        return places.first { !isOfThisMachine($0) }
    }

    private static func add(_ defaults: [String: String], to values: inout [String: String]) {
        values.merge(defaults) { given, _ in given }
    }

    /// Settings of the session; what was given comes later and counts, but for those that our statements rely on.
    private static func options(_ given: String?, _ limits: PostgresLimits) -> String {
        let defaults = [
            "statement_timeout=\(limits.statement)", "lock_timeout=\(limits.lock)",
            "idle_in_transaction_session_timeout=30000",
        ]
        let required = ["search_path=pg_catalog", "default_transaction_isolation=read\\ committed"]
        let parts = defaults.map { "-c \($0)" } + (given.map { [$0] } ?? []) + required.map { "-c \($0)" }
        return parts.joined(separator: " ")
    }

    /// Without TLS a server, or whoever answers in its place, may be told the password in clear.
    private static func secure(_ values: inout [String: String]) throws(Refusal) {
        guard let remote = remotePlace(in: values) else { return }
        switch values["sslmode"] {
        case nil:
            values["sslmode"] = "require"
        case "disable"?, "allow"?, "prefer"?:
            throw Refusal(
                cause: "sslmode '\(values["sslmode"] ?? "")' could send the password to '\(remote)' in clear",
                nextStep: "use sslmode=verify-full or verify-ca with sslrootcert, or sslmode=require"
            )
        default:
            break
        }
    }

    /// A Unix socket or a loopback address; a name other than `localhost` may lead anywhere.
    static func isOfThisMachine(_ host: some StringProtocol) -> Bool {
        if host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1" {
            return true
        }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.first == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
