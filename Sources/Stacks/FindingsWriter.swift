import Diagnostics
import YAMLTree

/// Turns findings into diagnostics: adds the names of the files, and the lines with all that is secret masked.
struct FindingsWriter {
    /// By their numbers.
    private let files: [LoadedFile]
    private var excerpts: [Int: ExcerptWriter] = [:]

    init(_ files: [LoadedFile]) {
        self.files = files.sorted { $0.number < $1.number }
    }

    /// The diagnostics, sorted by place.
    mutating func diagnostics(_ findings: [Finding]) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for finding in findings { diagnostics.append(diagnostic(finding)) }
        return diagnostics.sorted()
    }

    private mutating func diagnostic(_ finding: Finding) -> Diagnostic {
        let number = finding.spot.file
        var writer = excerpts[number] ?? ExcerptWriter(files[number].bytes, mask: files[number].mask)
        let isHidden = writer.hides(finding.spot.span)
        let excerpt = writer.excerpt(of: finding.spot.span)
        excerpts[number] = writer
        return Diagnostic(
            finding.code,
            severity: finding.severity,
            isHidden ? withoutKey(finding) : finding.message,
            at: place(of: finding.spot),
            excerpt: excerpt,
            notes: finding.notes.map { Diagnostic.Note(place: place(of: $0.spot), message: $0.message) },
            hint: finding.hint
        )
    }

    /// The message without the key that it quotes, because that may be a secret that went astray.
    private func withoutKey(_ finding: Finding) -> String {
        guard finding.code == .duplicateKey || finding.code == .unknownKey,
            let start = finding.message.firstIndex(of: "'"), let end = finding.message.lastIndex(of: "'")
        else { return finding.message }
        return finding.message[..<start] + "'***" + finding.message[end...]
    }

    private func place(of spot: Spot) -> SourcePlace {
        SourcePlace(file: files[spot.file].file.name, line: Int(spot.span.line), column: Int(spot.span.column))
    }
}
