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
    /// Whether a file of a stack's says it, which somebody may have proposed who may not know the passwords of the environment.
    package var isOfFiles = false

    /// nil for what names no store.
    package init?(_ text: String) {
        self.text = text
        if text == "none" {
            kind = .none
        } else if text.utf8.starts(with: "sqlite:".utf8), text.utf8.count > 7 {
            kind = .sqlite(path: String(Substring(text.utf8.dropFirst(7))))
        } else if ["postgres://", "postgresql://"].contains(where: { text.utf8.starts(with: $0.utf8) }) {
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
        let rest = afterScheme
        let userInfo = rest.lastIndex(of: UInt8(ascii: "@")).map { rest[..<$0] } ?? rest.prefix(0)
        return userInfo.contains(UInt8(ascii: ":"))
            || rest.indices.contains { rest[$0...].starts(with: "password=".utf8) }
    }

    /// The text without user and parameters, among which a password may be.
    package var shown: String {
        guard kind == .postgres else { return text }
        let rest = afterScheme
        let place = rest.lastIndex(of: UInt8(ascii: "@")).map { rest[rest.index(after: $0)...] } ?? rest
        let shown = place.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        return String(Substring(text.utf8[..<rest.startIndex]) + Substring(shown))
    }

    /// What stands behind `://`, in bytes: a mark that joins the sign before it must not hide that sign.
    private var afterScheme: Substring.UTF8View {
        let start = text.utf8.firstIndex(of: UInt8(ascii: "/")) ?? text.utf8.endIndex
        return text.utf8[start...].dropFirst(2)
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
