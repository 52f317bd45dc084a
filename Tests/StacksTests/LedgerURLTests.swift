import Stacks
import Testing

@Suite("Where a ledger is")
struct LedgerURLTests {
    @Test(
        "knows files, databases and none",
        arguments: [
            ("none", LedgerURL.Kind.none), ("sqlite:a/b.db", .sqlite(path: "a/b.db")),
            ("sqlite:/b.db", .sqlite(path: "/b.db")),
            ("postgres://host/db", .postgres), ("postgresql:///db?host=/run/postgresql", .postgres),
        ]
    )
    func kinds(_ text: String, _ kind: LedgerURL.Kind) {
        #expect(LedgerURL(text)?.kind == kind)
    }

    @Test("knows nothing else", arguments: ["", "None", "sqlite:", "ledger.db", "mysql://host/db", "postgres:host"])
    func unknown(_ text: String) {
        #expect(LedgerURL(text) == nil)
    }

    @Test(
        "finds passwords wherever they stand, and shows none",
        arguments: [
            "postgres://me:canary@host/db", "postgres://me:can/canary@host/db", "postgres://me:can?canary@host/db",
            "postgresql://me:c@nary@host/db", "postgres://host/db?password=canary",
            "postgres://host/db?sslpassword=canary",
        ]
    )
    func passwords(_ text: String) throws {
        let url = try #require(LedgerURL(text))
        #expect(url.holdsPassword)
        #expect(!url.shown.contains("nary"))
        #expect(url.shown.hasSuffix("://host/db"))
    }

    @Test(
        "finds them also where a combining mark makes another letter of the sign before it",
        arguments: [
            "postgres://me:canary@\u{301}host/db", "postgres://me:\u{301}canary@host/db",
            "postgres://host/db?\u{301}password=canary",
            "postgres://host/db?password=\u{301}canary", "postgres://\u{301}me:canary@host/db",
        ]
    )
    func marks(_ text: String) throws {
        let url = try #require(LedgerURL(text))
        #expect(url.kind == .postgres && url.holdsPassword)
        #expect(!url.shown.utf8.split(separator: UInt8(ascii: "c")).contains { $0.starts(with: "anary".utf8) })
    }

    @Test("a path is relative to a directory, unless it is absolute")
    func relative() {
        #expect(LedgerURL("sqlite:a.db")?.relative(to: "stacks/one").kind == .sqlite(path: "stacks/one/a.db"))
        #expect(LedgerURL("sqlite:a.db")?.relative(to: ".").kind == .sqlite(path: "a.db"))
        #expect(LedgerURL("sqlite:/a.db")?.relative(to: "one").kind == .sqlite(path: "/a.db"))
        #expect(LedgerURL("postgres://host/db")?.relative(to: "one") == LedgerURL("postgres://host/db"))
    }
}
