import Connections
import Diagnostics
import YAMLTree

/// Reads a stack: its files, their settings, and what they declare; or reports all that is wrong with them at once.
package struct StackReader: Sendable {
    /// What a stack may ask of us; each limit is named in the error of the stack that breaks it.
    package struct Limits: Sendable, Hashable {
        /// 16 MiB.
        package var bytesPerFile = 16 << 20
        /// Of all files together: 256 MiB.
        package var bytes = 256 << 20
        package var connections = 1_000_000

        package init() {}
    }

    private let files: any StackFiles
    private let environment: [String: String]
    private let resolvesSecrets: Bool
    private let limits: Limits

    /// Reads from these files, and `${env:…}` from this environment.
    ///
    /// With `resolvesSecrets: false` the values of all secrets are nil, and none of their sources are touched.
    package init(
        files: any StackFiles,
        environment: [String: String],
        resolvesSecrets: Bool,
        limits: Limits = Limits()
    ) {
        self.files = files
        self.environment = environment
        self.resolvesSecrets = resolvesSecrets
        self.limits = limits
    }

    package func read(_ source: StackSource) throws(InvalidStack) -> Stack {
        let findings = Findings()
        let inputs = StackInputs(of: source, in: files, reporting: findings)
        if inputs.isNoStack { return try noStack(source, findings) }
        var loaded = LoadedFile.load(inputs, from: files, limits: limits, reporting: findings)
        let settings = settings(of: source, inputs: inputs, from: &loaded, reporting: findings)
        let desired = desired(of: &loaded, policy: settings.policy, reporting: findings)
        return try stack(source, settings, desired, from: loaded, findings)
    }

    /// What a stack calls itself and where its ledger is, from its settings alone; the defaults where there are none.
    ///
    /// Its other files may be missing or wrong. nil when the settings themselves are.
    package func settings(of source: StackSource) -> StackSettings? {
        var inputs = StackInputs(of: source, in: files, reporting: Findings())
        guard !inputs.isNoStack else { return nil }
        inputs.connections = []
        let findings = Findings()
        var loaded = LoadedFile.load(inputs, from: files, limits: limits, reporting: findings)
        let settings = settings(of: source, inputs: inputs, from: &loaded, reporting: findings)
        return findings.errorCount == 0 ? settings : nil
    }

    /// Reads the settings that a directory has or would have as a stack; it declares nothing then.
    ///
    /// The directory need not exist, nor have any settings.
    package func readSettings(ofDirectory directory: String) throws(InvalidStack) -> Stack {
        let findings = Findings()
        let source = StackSource.directory(directory)
        let inputs = StackInputs(settingsOf: directory, in: files)
        var loaded = LoadedFile.load(inputs, from: files, limits: limits, reporting: findings)
        let settings = settings(of: source, inputs: inputs, from: &loaded, reporting: findings)
        return try stack(source, settings, DesiredState(), from: loaded, findings)
    }

    /// Whether a stack can be made in a directory, which need not exist: it is one, or neither lies in one nor holds some.
    package func checkPlace(ofStack directory: String) throws(InvalidStack) {
        let findings = Findings()
        if files.isDirectory(directory) {
            guard StackInputs(of: .directory(directory), in: files, reporting: findings).isNoStack else { return }
        } else {
            // What is there and is no directory is found out by who makes files in it.
            guard files.identity(of: directory) == nil, let outer = StackInputs.stack(around: directory, in: files)
            else { return }
            findings.report(.partOfStack(directory, outer))
        }
        _ = try noStack(.directory(directory), findings)
    }

    private func noStack(_ source: StackSource, _ findings: Findings) throws(InvalidStack) -> Stack {
        try stack(
            source,
            StackSettings(name: files.name(ofDirectory: source.directory)),
            DesiredState(),
            from: [],
            findings
        )
    }

    /// Whether there are files of connections in a directory, whatever they hold.
    package func hasConnectionFiles(inDirectory directory: String) -> Bool {
        !StackInputs(of: .directory(directory), in: files, reporting: Findings()).connections.isEmpty
    }

    /// The stack, if nothing is wrong with it.
    private func stack(
        _ source: StackSource,
        _ settings: StackSettings,
        _ desired: DesiredState,
        from loaded: [LoadedFile],
        _ findings: Findings
    ) throws(InvalidStack) -> Stack {
        var writer = FindingsWriter(loaded)
        let warnings = findings.shownWarnings()
        let warningTexts = writer.diagnostics(warnings.findings)
        let files = loaded.map { FileDigest(file: $0.file.name, digest: ConfigDigest.digest(of: $0.bytes)) }
            .sorted { $0.file < $1.file }
        guard findings.errorCount == 0 else {
            let errors = findings.shownErrors()
            throw InvalidStack(
                source: source,
                diagnostics: (errors.ready + writer.diagnostics(errors.findings) + warningTexts).sorted(),
                omittedErrors: errors.omitted,
                omittedWarnings: warnings.omitted,
                files: files,
                settings: settings,
                desired: desired
            )
        }
        return Stack(
            source: source,
            settings: settings,
            desired: desired,
            configDigest: ConfigDigest.digest(of: files),
            files: files,
            warnings: warningTexts,
            omittedWarnings: warnings.omitted
        )
    }

    private func settings(
        of source: StackSource,
        inputs: StackInputs,
        from loaded: inout [LoadedFile],
        reporting findings: Findings
    ) -> StackSettings {
        var settings = StackSettings(name: files.name(ofDirectory: source.directory))
        guard let index = loaded.firstIndex(where: \.isSettings) else { return settings }
        parse(&loaded[index], invalid: .invalidSetting, reporting: findings) { reader in
            var decoder = SettingsDecoder(reader, defaults: settings, leavesOutOwns: inputs.settingsStandBeside)
            settings = decoder.decode()
        }
        return settings
    }

    private func desired(
        of loaded: inout [LoadedFile],
        policy: StackSettings.Policy,
        reporting findings: Findings
    ) -> DesiredState {
        let resolver = resolvesSecrets ? ReferenceResolver(files: files, environment: environment) : nil
        var desired = DesiredState()
        var claims = Claims()
        var count = 0
        for index in loaded.indices where !loaded[index].isSettings {
            let file = loaded[index].file
            parse(&loaded[index], invalid: .invalidValue, reporting: findings) { reader in
                var decoder = ConnectionsDecoder(
                    reader,
                    fileName: file.name,
                    policy: policy,
                    secrets: SecretFields(resolver: resolver, directory: directoryPath(of: file.location)),
                    largestCount: limits.connections
                )
                decoder.decode(into: &desired, claims: &claims, count: &count)
            }
            if count > limits.connections { break }
        }
        claims.check(reporting: findings)
        return desired
    }

    private var yamlLimits: YAMLLimits {
        var yamlLimits = YAMLLimits()
        yamlLimits.bytes = limits.bytesPerFile
        return yamlLimits
    }

    /// Parses a file, lets it be decoded, and works out what of it must stay hidden if anything is to be shown.
    private func parse(
        _ loaded: inout LoadedFile,
        invalid: ErrorCode,
        reporting findings: Findings,
        decode: (NodeReader) -> Void
    ) {
        let reading = YAMLReading(loaded.bytes, limits: yamlLimits)
        for problem in reading.problems {
            findings.error(
                problem.code,
                at: Spot(file: loaded.number, span: problem.span),
                problem.message,
                notes: problem.notes.map {
                    Finding.Note(spot: Spot(file: loaded.number, span: $0.span), message: $0.message)
                },
                hint: problem.hint
            )
        }
        findings.omit(reading.omittedProblems)
        guard let tree = reading.tree else { return }
        decode(
            NodeReader(tree: tree, of: loaded.bytes, file: loaded.number, findings: findings, invalid: invalid)
        )
        loaded.mask = findings.concern(file: loaded.number) ? SecretMask(of: tree) : .clean
    }
}
