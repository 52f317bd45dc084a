import Connections
import Diagnostics
package import YAMLTree

/// Reads a stack: its files, their settings, and what they declare; or reports all that is wrong with them at once.
package struct StackReader: Sendable {
    /// What a stack may ask of us, beyond the limits of each file.
    package struct Limits: Sendable, Hashable {
        /// Of all files together: 256 MiB.
        package var bytes = 256 << 20
        package var connections = 1_000_000
        package var file = YAMLLimits()

        package init() {}
    }

    private let files: any StackFiles
    private let environment: [String: String]
    private let resolvesSecrets: Bool
    private let limits: Limits

    /// - Parameters:
    ///   - environment: The variables that `${env:…}` refers to.
    ///   - resolvesSecrets: false leaves the values of all secrets nil and touches none of their sources.
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
        var loaded = load(inputs, reporting: findings)
        let settings = settings(of: source, inputs: inputs, from: &loaded, reporting: findings)
        let desired = desired(of: &loaded, policy: settings.policy, reporting: findings)
        let shown = shown(findings, of: loaded)
        guard findings.errorCount == 0 else {
            throw InvalidStack(
                source: source,
                diagnostics: (shown.errors + shown.warnings).sorted(by: isBefore),
                omittedErrors: shown.omittedErrors,
                omittedWarnings: shown.omittedWarnings
            )
        }
        return Stack(
            source: source,
            settings: settings,
            desired: desired,
            configDigest: ConfigDigest.digest(of: loaded.map { ($0.file.name, $0.bytes) }),
            warnings: shown.warnings,
            omittedWarnings: shown.omittedWarnings
        )
    }

    // MARK: Bytes

    /// A file that was read.
    private struct Loaded {
        var file: StackInputs.File
        var isSettings: Bool
        /// Its place in the order of all files' names, by which mistakes are sorted.
        var number = 0
        var bytes: [UInt8]
        var mask = SecretMask.unparsed
    }

    private func load(_ inputs: StackInputs, reporting findings: Findings) -> [Loaded] {
        var loaded: [Loaded] = []
        var total = 0
        for file in [inputs.settings].compactMap(\.self) + inputs.connections {
            guard total <= limits.bytes else {
                findings.report(.inputTooLarge(limit: limits.bytes))
                break
            }
            do throws(FileProblem) {
                let bytes = try contents(of: file)
                total += bytes.count
                loaded.append(Loaded(file: file, isSettings: file == inputs.settings, bytes: bytes))
            } catch {
                findings.report(
                    error.kind == .tooLarge
                        ? .fileTooLarge(file.name, limit: limits.file.bytes) : .unreadable(file.name, reason: error.reason)
                )
            }
        }
        let byName = loaded.indices.sorted { loaded[$0].file.name < loaded[$1].file.name }
        for (number, index) in byName.enumerated() { loaded[index].number = number }
        return loaded
    }

    private func contents(of file: StackInputs.File) throws(FileProblem) -> [UInt8] {
        file.location == "-"
            ? try files.standardInput(limit: limits.file.bytes)
            : try files.contents(ofFile: file.location, limit: limits.file.bytes)
    }

    // MARK: Meaning

    private func settings(
        of source: StackSource,
        inputs: StackInputs,
        from loaded: inout [Loaded],
        reporting findings: Findings
    ) -> StackSettings {
        var settings = StackSettings(name: files.name(ofDirectory: source.directory))
        guard let index = loaded.firstIndex(where: \.isSettings) else { return settings }
        parse(&loaded[index], invalid: .invalidSetting, reporting: findings) { reader in
            var decoder = SettingsDecoder(reader, defaults: settings)
            settings = decoder.decode()
        }
        if inputs.settingsStandBeside, !settings.owns.isEmpty {
            settings.owns = []
            let start = Spot(file: loaded[index].number, span: SourceSpan(line: 1, column: 1))
            findings.warning(
                .partialStack,
                at: start,
                "'owns' is left out, because only some files of the stack were given",
                hint: "give the directory, or this file as well, to delete what is not declared"
            )
        }
        return settings
    }

    private func desired(
        of loaded: inout [Loaded],
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

    /// Parses a file, lets it be decoded, and works out what of it must stay hidden if anything is to be shown.
    private func parse(
        _ loaded: inout Loaded,
        invalid: ErrorCode,
        reporting findings: Findings,
        decode: (NodeReader) -> Void
    ) {
        let reading = YAMLReading(loaded.bytes, limits: limits.file)
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
        decode(NodeReader(tree: tree, file: loaded.number, findings: findings, invalid: invalid))
        loaded.mask = findings.concern(file: loaded.number) ? SecretMask(of: tree) : .clean
    }

    // MARK: Diagnostics

    private struct Shown {
        var errors: [Diagnostic]
        var omittedErrors: Int
        var warnings: [Diagnostic]
        var omittedWarnings: Int
    }

    private func shown(_ findings: Findings, of loaded: [Loaded]) -> Shown {
        let errors = findings.shownErrors()
        let warnings = findings.shownWarnings()
        let byNumber = loaded.sorted { $0.number < $1.number }
        var writers: [Int: ExcerptWriter] = [:]
        let diagnostic = { (finding: Finding) in
            let file = byNumber[finding.spot.file]
            var writer = writers[finding.spot.file] ?? ExcerptWriter(file.bytes, mask: file.mask)
            let isHidden = writer.hides(finding.spot.span)
            let excerpt = writer.excerpt(of: finding.spot.span)
            writers[finding.spot.file] = writer
            return Diagnostic(
                finding.code,
                severity: finding.severity,
                // The one message of the parser that quotes the file.
                isHidden && finding.code == .duplicateKey ? "a key stands twice in this mapping" : finding.message,
                at: place(finding.spot, in: byNumber),
                excerpt: excerpt,
                notes: finding.notes.map { Diagnostic.Note(place: place($0.spot, in: byNumber), message: $0.message) },
                hint: finding.hint
            )
        }
        return Shown(
            errors: (errors.ready + errors.findings.map(diagnostic)).sorted(by: isBefore),
            omittedErrors: errors.omitted,
            warnings: warnings.findings.map(diagnostic),
            omittedWarnings: warnings.omitted
        )
    }

    private func place(_ spot: Spot, in files: [Loaded]) -> SourcePlace {
        SourcePlace(file: files[spot.file].file.name, line: Int(spot.span.line), column: Int(spot.span.column))
    }

    /// By place, those without one first; the rest of the order only has to be the same every time.
    private func isBefore(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        switch (left.place, right.place) {
        case (nil, nil): left.message < right.message
        case (nil, _): true
        case (_, nil): false
        case (let first?, let second?):
            first == second ? (left.code.rawValue, left.message) < (right.code.rawValue, right.message) : first < second
        }
    }
}

extension Diagnostic {
    fileprivate static func fileTooLarge(_ file: String, limit: Int) -> Self {
        Self(
            .fileTooLarge,
            "'\(file)' is larger than \(limit >> 20) MiB",
            at: SourcePlace(file: file, line: 1, column: 1),
            hint: "split it into several files"
        )
    }

    fileprivate static func inputTooLarge(limit: Int) -> Self {
        Self(
            .inputTooLarge,
            "the files of the stack are larger than \(limit >> 20) MiB together",
            at: nil,
            hint: "split the stack into several"
        )
    }
}
