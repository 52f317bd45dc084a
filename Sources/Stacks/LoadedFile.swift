import Diagnostics

/// A file of a stack with its bytes.
struct LoadedFile {
    var file: StackInputs.File
    var isSettings: Bool
    /// Its place in the order of all files' names, which is the order of mistakes.
    var number = 0
    var bytes: [UInt8]
    /// What of it must not be shown; set when it was parsed.
    var mask = SecretMask.unparsed

    /// Reads the settings and then the connections; what can't be read is reported and left out.
    static func load(
        _ inputs: StackInputs,
        from files: any StackFiles,
        limits: StackReader.Limits,
        reporting findings: Findings
    ) -> [LoadedFile] {
        var loaded: [LoadedFile] = []
        var total = 0
        for file in [inputs.settings].compactMap(\.self) + inputs.connections {
            do throws(FileProblem) {
                let bytes =
                    file.location == StackInputs.standardInput
                    ? try files.standardInput(limit: limits.bytesPerFile)
                    : try files.contents(ofFile: file.location, limit: limits.bytesPerFile)
                total += bytes.count
                guard !isSavedPlan(bytes) else {
                    findings.report(.savedPlan(file.name))
                    continue
                }
                loaded.append(LoadedFile(file: file, isSettings: file == inputs.settings, bytes: bytes))
            } catch {
                findings.report(
                    error.kind == .tooLarge
                        ? .fileTooLarge(file.name, limit: limits.bytesPerFile)
                        : .unreadable(file.name, reason: error.reason, isMissing: error.kind == .missing)
                )
            }
            guard total <= limits.bytes else {
                findings.report(.inputTooLarge(limit: limits.bytes))
                break
            }
        }
        let byName = loaded.indices.sorted { loaded[$0].file.name < loaded[$1].file.name }
        for (number, index) in byName.enumerated() { loaded[index].number = number }
        return loaded
    }
}

extension LoadedFile {
    /// Whether the bytes begin as those of plans that were saved.
    fileprivate static func isSavedPlan(_ bytes: [UInt8]) -> Bool { bytes.starts(with: #"{"digest":"sha256:"#.utf8) }
}

extension Diagnostic {
    fileprivate static func savedPlan(_ file: String) -> Self {
        Self(
            .wrongType,
            "'\(file)' is a plan that was saved, and declares no connections",
            at: SourcePlace(file: file, line: 1, column: 1),
            hint: "'patchbay show-plan \(file)' shows it, and 'patchbay apply \(file)' carries it out"
        )
    }

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
