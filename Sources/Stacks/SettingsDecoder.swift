import Connections
import Diagnostics
import YAMLTree

/// Reads `patchbay.yaml`; a file with nothing in it leaves all defaults.
struct SettingsDecoder {
    private static let allowedParallelism = 1...64

    private let reader: NodeReader
    private let leavesOutOwns: Bool
    private var settings: StackSettings

    /// Reads the file that the reader is for; `owns` is left out where only some of the stack's files are read.
    init(_ reader: NodeReader, defaults: StackSettings, leavesOutOwns: Bool) {
        self.reader = reader
        self.leavesOutOwns = leavesOutOwns
        settings = defaults
    }

    /// What the file says, as far as it is right; what is wrong is reported.
    mutating func decode() -> StackSettings {
        let tree = reader.tree
        if let second = tree.documents.dropFirst().first {
            reader.report(
                .invalidSetting,
                second,
                "settings are one document",
                hint: "remove the second '---' and all below it"
            )
        }
        guard let document = tree.documents.first, !reader.isNull(document) else { return settings }
        guard reader.isMapping(document, subject: "the file", hint: "write 'stack: production', for example") else {
            return settings
        }
        for pair in tree.pairs(of: document) {
            let name = tree.key(pair.keyNumber)
            if isAPIKey(pair.value) {
                reportKey(pair.value)
            } else if let key = SettingsKey(rawValue: name) {
                decode(key, from: pair.value)
            } else if SecretWords.isSecret(name) {
                reportKey(pair.key)
            } else {
                reportUnknown(pair, name: name)
            }
        }
        return settings
    }

    private mutating func decode(_ key: SettingsKey, from node: YAMLNode) {
        switch key {
        case .stack: settings.name = stackName(node) ?? settings.name
        case .api: settings.usesSandbox = isSandbox(node)
        case .owns: settings.owns = owns(node)
        case .protected: settings.protected = globs(node, for: key)
        case .limits: decodeLimits(node)
        case .policy: decodePolicy(node)
        case .parallelism:
            settings.parallelism = reader.integer(node, for: key.rawValue, in: Self.allowedParallelism)
        case .ledger: settings.ledger = ledger(node)
        }
    }

    // MARK: Values

    private func stackName(_ node: YAMLNode) -> String? {
        guard let name = reader.text(node, for: SettingsKey.stack.rawValue) else { return nil }
        guard !name.isEmpty, name.unicodeScalars.count <= 100, !name.unicodeScalars.contains(where: { $0.value < 0x20 })
        else {
            reader.report(
                .invalidSetting,
                node,
                "the name of a stack has 1 to 100 characters, all in one line",
                hint: "write 'stack: production', for example"
            )
            return nil
        }
        return name
    }

    /// A file must not be able to send the API key anywhere, so it can name no host.
    private func isSandbox(_ node: YAMLNode) -> Bool {
        guard let text = reader.text(node, for: SettingsKey.api.rawValue) else { return false }
        if text == "sandbox" { return true }
        reader.report(
            .invalidSetting,
            node,
            "'api' can only be 'sandbox'",
            hint: Suggestion.hint(for: text, among: ["sandbox"])
                ?? "remove it for the real API; another base URL comes only from --api-url or PICTORY_API_URL"
        )
        return false
    }

    private func owns(_ node: YAMLNode) -> [NameGlob] {
        let owns = globs(node, for: .owns)
        guard leavesOutOwns, !owns.isEmpty else { return owns }
        reader.findings.warning(
            .partialStack,
            at: reader.spot(of: node),
            "'owns' is left out, because only some files of the stack were given",
            hint: "give the directory, or this file as well, to delete what is not declared"
        )
        return []
    }

    private func globs(_ node: YAMLNode, for key: SettingsKey) -> [NameGlob] {
        let texts = reader.texts(node, for: key.rawValue) ?? []
        for (text, node) in texts where text.isEmpty {
            reader.report(
                .invalidSetting,
                node,
                "an empty pattern matches no name",
                hint: "write a name, or '*' for all"
            )
        }
        return texts.map { NameGlob($0.text) }
    }

    private mutating func decodeLimits(_ node: YAMLNode) {
        guard reader.isMapping(node, subject: "'limits'", hint: "write 'limits: {deletes: 3}'") else { return }
        for pair in reader.tree.pairs(of: node) {
            if reader.tree.key(pair.keyNumber) == "deletes" {
                settings.maximumDeletes = reader.integer(pair.value, for: "deletes", in: 0...1_000_000)
            } else {
                reader.reportUnknownKey(pair, among: ["deletes"])
            }
        }
    }

    private mutating func decodePolicy(_ node: YAMLNode) {
        guard reader.isMapping(node, subject: "'policy'", hint: "write 'policy: {regions: [us-east-2]}', for example")
        else {
            return
        }
        for pair in reader.tree.pairs(of: node) {
            switch reader.tree.key(pair.keyNumber) {
            case "accounts": settings.policy.accounts = list(pair.value, "accounts", of: reader.accountID)
            case "regions": settings.policy.regions = list(pair.value, "regions", of: reader.region)
            case "names": settings.policy.names = namePattern(pair.value)
            default: reader.reportUnknownKey(pair, among: ["accounts", "regions", "names"])
            }
        }
    }

    /// nil also when one of its items is wrong: the others alone would refuse what is meant to be allowed.
    private func list(_ node: YAMLNode, _ key: String, of value: (YAMLNode) -> String?) -> [String]? {
        switch reader.tree.kind(of: node) {
        case .sequence:
            let items = reader.tree.items(of: node).map(value)
            return items.contains(nil) ? nil : items.compactMap(\.self)
        case .invalid:
            return nil
        case .scalar, .mapping:
            reader.report(.wrongType, node, "'\(key)' has to be a list", hint: "write '\(key): [\"…\"]'")
            return nil
        }
    }

    private func namePattern(_ node: YAMLNode) -> NamePattern? {
        guard let text = reader.text(node, for: "names") else { return nil }
        do throws(NamePattern.Invalid) {
            return try NamePattern(text)
        } catch {
            reader.report(
                .invalidSetting,
                node,
                "'names' is not a pattern: \(error.reason)",
                hint: "write a regular expression such as \"^[A-Z].*\""
            )
            return nil
        }
    }

    private func ledger(_ node: YAMLNode) -> String? {
        guard let text = reader.text(node, for: SettingsKey.ledger.rawValue) else { return nil }
        guard let url = LedgerURL(text) else {
            reader.report(
                .invalidSetting,
                node,
                "'ledger' names no store that patchbay knows",
                hint: "write \(LedgerURL.examples)"
            )
            return nil
        }
        guard !url.holdsPassword else {
            reader.report(
                .keyInSettings,
                node,
                "the ledger's URL holds a password",
                hint: "remove it here and give the whole URL in PATCHBAY_LEDGER"
            )
            return nil
        }
        return text
    }

    // MARK: Keys

    private func isAPIKey(_ node: YAMLNode) -> Bool {
        reader.tree.kind(of: node) == .scalar && reader.tree.text(of: node).contains("pictai_")
    }

    private func reportKey(_ node: YAMLNode) {
        reader.report(
            .keyInSettings,
            node,
            "this looks like a key or a secret, and settings are no place for one",
            hint:
                "remove it, and give the API key in PICTORY_API_KEY or with --api-key-file; replace a key that was committed"
        )
    }

    private func reportUnknown(_ pair: YAMLPair, name: String) {
        guard name.lowercased().contains("url") || name.lowercased().contains("host") else {
            reader.reportUnknownKey(pair, among: SettingsKey.names)
            return
        }
        reader.report(
            .unknownKey,
            pair.key,
            "there is no key \(Echo.quoted(name)) here",
            hint: "a base URL comes only from --api-url or PICTORY_API_URL"
        )
    }
}
