import Connections
import Foundation
import Ledger
import LedgerPostgres
import Planning
import Rendering
import Stacks

extension FuzzHarness {
    /// Texts within values: references, times, moments, addresses of ledgers, names of parked connections.
    static let references = FuzzHarness("references") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let reference = SecretReference(text: text) {
            try promise(same(reference.description, text), "a reference is written as another one: \(reference)")
            try Promise.isShown(reference.description.terminalSafe, as: "a reference")
        }
        if let duration = GraceText.duration(text) {
            try promise(duration > .zero && duration <= .seconds(365 * 86_400), "a time is out of bounds: \(duration)")
            try promise(
                GraceText.duration(duration.shown) == duration,
                "a time is shown as another one: \(duration.shown)"
            )
        }
        if let moment = Timestamp(text) {
            // From 1583 to 9999: before, the reader of dates counts in the Julian calendar, and years may have more digits later.
            let isOurs = (-12_212_553_600_000...253_402_300_799_999).contains(moment.milliseconds)
            if isOurs {
                try promise(Timestamp(moment.description) == moment, "a moment is shown as another one: \(moment)")
            }
        }
        try checkParked(text)
        try checkLedger(text)
    }

    private static func checkParked(_ text: String) throws {
        let id = ConnectionID("id-old")
        for purpose in ParkedName.Purpose.allCases {
            let name = ParkedName.name(for: purpose, of: text, id: id)
            try promise(name.unicodeScalars.count <= ParkedName.longestName, "a parked name is too long: \(name)")
            guard !text.isEmpty, text.unicodeScalars.count <= 80, text.withoutOuterSpace == text[...] else { continue }
            guard let parked = ParkedName(name, of: id) else {
                throw BrokenPromise("a parked name is not known: \(name)")
            }
            try promise(parked.purpose == purpose, "a parked name has another purpose: \(name)")
        }
        _ = ParkedName(text, of: id)
    }

    private static func checkLedger(_ text: String) throws {
        if let url = LedgerURL(text) {
            if case .postgres = url.kind {
                try promise(!Promise.holds(url.shown, "@"), "a ledger is shown with its user: \(url.shown)")
                try promise(!Promise.holds(url.shown, "?"), "a ledger is shown with its parameters: \(url.shown)")
                let (from, to) = (
                    text.utf8.firstIndex(of: UInt8(ascii: ":")), text.utf8.lastIndex(of: UInt8(ascii: "@"))
                )
                let isPassword =
                    from.flatMap { from in to.map { holdsColon(text.utf8[from...][..<$0].dropFirst(3)) } } == true
                try promise(!isPassword || url.holdsPassword, "a password in an address is not noticed: \(text)")
            }
            _ = url.relative(to: "stack")
        }
        guard PostgresURL.isOne(text) else { return }
        do throws(LedgerError) {
            let url = try PostgresURL(text)
            for secret in url.secrets where secret.exposedForRequest.utf8.count >= 8 {
                let password = secret.exposedForRequest
                // A password that stands elsewhere too is no secret there.
                let rest = text.replacing(password, with: "")
                guard rest.utf8.count + password.utf8.count == text.utf8.count, !Promise.holds(rest, password) else {
                    continue
                }
                guard !Promise.holds(url.name, password) else { throw leak }
            }
            _ = url.place(environment: [:])
        } catch {
            guard error != leak else { throw BrokenPromise("a ledger is named with its password") }
            try error.report.check()
        }
    }

    private static func holdsColon(_ user: Substring.UTF8View) -> Bool { user.contains(UInt8(ascii: ":")) }

    private static let leak = LedgerError(.unusable, ledger: "", cause: "", nextStep: "")

    /// Patterns of names and a name: nothing takes long, and what other means can tell is told alike.
    static let patterns = FuzzHarness("patterns") { bytes in
        let input = FuzzInput(bytes)
        let (pattern, name) = (input.text(0), input.text(1))
        let expected = GlobTable(Array(pattern.unicodeScalars), Array(name.unicodeScalars)).isMatch
        try promise(NameGlob(pattern).matches(name) == expected, "a glob matches otherwise than a table says")
        let compiled: NamePattern
        do throws(NamePattern.Invalid) {
            compiled = try NamePattern(pattern)
        } catch {
            try promise(!error.reason.isEmpty, "a pattern is refused for no reason")
            return
        }
        let occurs = compiled.occurs(in: name)
        if !pattern.unicodeScalars.contains(where: { "\\^$.|?*+()[]{}".unicodeScalars.contains($0) }) {
            let (whole, part) = (Array(name.unicodeScalars), Array(pattern.unicodeScalars))
            let isFound = part.isEmpty || whole.indices.contains { whole[$0...].starts(with: part) }
            try promise(occurs == isFound, "a plain pattern is searched in another way")
        }
        for other in ["(\(pattern))", "\(pattern)|\(pattern)"] {
            // It may be too large or too deep for that.
            guard let other = try? NamePattern(other) else { continue }
            try promise(other.occurs(in: name) == occurs, "'\(other)' matches otherwise than '\(pattern)'")
        }
    }
}

/// Whether a glob matches, by the table of all prefixes: slow and plain.
private struct GlobTable {
    let isMatch: Bool

    init(_ pattern: [Unicode.Scalar], _ name: [Unicode.Scalar]) {
        var row = [true] + Array(repeating: false, count: name.count)
        for scalar in pattern {
            var next = [row[0] && scalar == "*"]
            for (index, letter) in name.enumerated() {
                switch scalar {
                case "*": next.append(row[index + 1] || next[index])
                case "?": next.append(row[index])
                default: next.append(row[index] && scalar == letter)
                }
            }
            row = next
        }
        isMatch = row[name.count]
    }
}
