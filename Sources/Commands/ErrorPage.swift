import CBuildFacts
import Diagnostics

/// The page that explains all error codes, as it stands in `docs/reference/errors.md`.
enum ErrorPage {
    /// What the page says of a code, without what only Markdown needs; ends with a line break.
    static func text(of code: ErrorCode) -> String {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: "## \(code.rawValue)") else { return "\(code.rawValue)\n" }
        let section = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
        var text = "\(code.rawValue)\n"
        var isCode = false
        for line in section {
            if line.hasPrefix("```") {
                isCode.toggle()
            } else {
                text += (isCode && !line.isEmpty ? "    \(line)" : isCode ? "" : withoutLinks(line)) + "\n"
            }
        }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    private static var source: String {
        // SAFETY: the function gives a text that is part of the program and ends in a zero.
        unsafe String(cString: patchbay_error_page())
    }

    /// With `[words](target)` as the words, and the page that it leads to in parentheses; a code on the same page is found by its
    /// words.
    private static func withoutLinks(_ line: Substring) -> String {
        var text = ""
        var rest = line
        // A bracket that stands nearer belongs to the link: one before it may stand in code.
        while let middle = rest.firstRange(of: "]("), let open = rest[..<middle.lowerBound].lastIndex(of: "["),
            let close = rest[middle.upperBound...].firstIndex(of: ")")
        {
            text += rest[..<open] + rest[rest.index(after: open)..<middle.lowerBound]
            let target = rest[middle.upperBound..<close]
            if !target.hasPrefix("#") { text += " (\(page(at: target)))" }
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// Where a link of the page leads, as a path in the repository or an address.
    private static func page(at target: Substring) -> String {
        if target.contains("://") { return String(target) }
        return target.hasPrefix("../") ? "docs/\(target.dropFirst(3))" : "docs/reference/\(target)"
    }
}
