/// Where a ledger is, as a setting, a flag or the environment says it.
package struct LedgerURL: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// There is no ledger.
        case none
        /// A file, whose path is relative to a directory that the text does not tell.
        case sqlite(path: String)
        case postgres
    }

    package var text: String
    package var kind: Kind

    /// nil for what names no store.
    package init?(_ text: String) {
        self.text = text
        if text == "none" {
            kind = .none
        } else if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
            kind = .sqlite(path: String(text.dropFirst(7)))
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            kind = .postgres
        } else {
            return nil
        }
    }

    /// The default, in a stack's directory.
    package static let standard = "sqlite:.patchbay/ledger.db"

    /// What can be written instead of a text that names no store.
    package static let examples = "'sqlite:.patchbay/ledger.db', 'postgres://host/database' or 'none'"

    /// Whether it tells a password to whoever reads it.
    package var holdsPassword: Bool {
        guard kind == .postgres else { return false }
        let rest = text.split(separator: "://", maxSplits: 1).last ?? ""
        let userInfo = rest.lastIndex(of: "@").map { rest[..<$0] } ?? ""
        return userInfo.contains(":") || rest.contains("password=")
    }

    /// The text without user and parameters, among which a password may be.
    package var shown: String {
        guard kind == .postgres, let scheme = text.firstRange(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let place = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        return String(text[..<scheme.upperBound] + place.prefix { $0 != "?" && $0 != "#" })
    }

    /// The same with a file's path joined to the directory that it is relative to.
    package func relative(to directory: String) -> LedgerURL {
        guard case .sqlite(let path) = kind else { return self }
        var url = self
        url.kind = .sqlite(path: join(directory, path))
        url.text = "sqlite:\(join(directory, path))"
        return url
    }
}
