import Connections
import Ledger
import Testing

@testable import LedgerPostgres

@Suite("A connection URL")
struct PostgresURLTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        var name: String
        var secrets: [String] = []

        var testDescription: String { text }
    }

    static let rows = [
        Row(text: "postgres://db.example/ledger", name: "postgres://db.example/ledger"),
        Row(text: "postgresql://ann@db.example:5433/ledger", name: "postgresql://ann@db.example:5433/ledger"),
        Row(
            text: "postgres://ann:canary-one@db.example/ledger",
            name: "postgres://ann@db.example/ledger",
            secrets: ["canary-one"]
        ),
        Row(
            text: "postgres://ann:canary%40%3a%2F%25%20one@db.example/ledger",
            name: "postgres://ann@db.example/ledger",
            secrets: ["canary%40%3a%2F%25%20one", "canary@:/% one"]
        ),
        Row(
            text: "postgres://ann:canary:one:two@db.example/ledger",
            name: "postgres://ann@db.example/ledger",
            secrets: ["canary:one:two"]
        ),
        Row(text: "postgres://:canary-one@/ledger", name: "postgres:///ledger", secrets: ["canary-one"]),
        Row(
            text: "postgres://ann:canary-one@[2001:db8::1]:5433,[::1]/ledger",
            name: "postgres://ann@[2001:db8::1]:5433,[::1]/ledger",
            secrets: ["canary-one"]
        ),
        Row(
            text: "postgres://ann:canary-one@one.example:1,two.example:2/ledger?target_session_attrs=read-write",
            name: "postgres://ann@one.example:1,two.example:2/ledger",
            secrets: ["canary-one"]
        ),
        Row(
            text:
                "postgres:///ledger?host=/run/postgresql&password=canary%2Dtwo&sslpassword=canary-three&sslmode=require",
            name: "postgres:///ledger?host=/run/postgresql&sslmode=require",
            secrets: ["canary%2Dtwo", "canary-two", "canary-three"]
        ),
        // A combining mark makes another letter of the sign before it, and libpq reads bytes.
        Row(
            text: "postgres://ann:\u{301}canary-one@\u{301}db.example/ledger?sslmode=\u{301}x",
            name: "postgres://ann@\u{301}db.example/ledger?sslmode=\u{301}x",
            secrets: ["\u{301}canary-one"]
        ),
        Row(text: "postgres://", name: "postgres://"),
        Row(text: "postgres://ann:@db.example", name: "postgres://ann@db.example"),
    ]

    @Test("has a name without its passwords", arguments: rows)
    func name(_ row: Row) throws {
        let url = try PostgresURL(row.text)
        #expect(url.name == row.name)
        #expect(!url.name.contains("canary"))
        #expect(Set(url.secrets.map(\.exposedForRequest)) == Set(row.secrets))
    }

    @Test(
        "is refused, with nothing of it repeated, where a part of a password could be taken for something else",
        arguments: [
            ("postgres://ann:canary@one@db.example/ledger", "more than one '@'"),
            ("postgres://ann:canary/one@db.example/ledger", "'@' behind the first '/'"),
            ("postgres://ann:canary?one@db.example/ledger", "'@' behind the '?'"),
            ("postgres://ann:canary?user=one@db.example/ledger", "'@' behind the '?'"),
            ("postgres://ann:canary#one@db.example/ledger", "'#'"),
            ("postgres://ann@db.example/ledger#password=canary", "'#'"),
            ("postgres://ann:canary one@db.example/ledger", "space"),
            ("postgres://ann:canary\none@db.example/ledger", "space"),
            ("postgres://ann:canary%zz@db.example/ledger", "'%'"),
            ("postgres://ann:canary%+1@db.example/ledger", "'%'"),
            ("postgres://ann:canary%00@db.example/ledger", "'%'"),
            ("postgres://ann:canary%4", "'%'"),
            ("postgres://ann:canary/ledger", "no port"),
            ("postgres://ann@db.example:canary/ledger", "no port"),
            ("postgres://[::1]canary/ledger", "no port"),
            ("postgres://[::1canary/ledger", "']'"),
            ("postgres://ann@db.example/ledger?canary", "name=value"),
            ("postgres://ann@db.example/ledger?password=canary=one", "name=value"),
            ("postgres://ann@db.example/ledger?pass%77ord=canary", "name=value"),
            ("postgres://ann@db.example/ledger?=canary", "name=value"),
            ("mysql://ann:canary@db.example/ledger", "neither"),
        ]
    )
    func refused(_ text: String, _ reason: String) throws {
        let error = try #require(throws: LedgerError.self) { try PostgresURL(text) }
        #expect(error.kind == .unusable)
        #expect(error.cause.contains(reason))
        #expect(!"\(error)".contains("canary"))
        #expect(!"\(error)".contains("one@"))
    }

    @Test(
        "leads to one database however it is written, with libpq's variables and defaults",
        arguments: [
            ("postgresql://ann:canary@DB.example/ledger?sslmode=require", [:], ["db.example:5432", "ledger"]),
            ("postgres://db.example:5432/ledger", [:], ["db.example:5432", "ledger"]),
            ("postgres:///led%67er?host=db.example&port=5432", [:], ["db.example:5432", "ledger"]),
            ("postgres://", ["PGHOST": "db.example", "PGDATABASE": "ledger"], ["db.example:5432", "ledger"]),
            ("postgres://db.example", ["PGPORT": "5433", "PGUSER": "ann"], ["db.example:5433", "ann"]),
            ("postgres://ann@127.0.0.1/", [:], ["localhost:5432", "ann"]),
            ("postgres://[::1]:5433/ledger", [:], ["localhost:5433", "ledger"]),
            ("postgres://one.example:1,two.example/ledger", [:], ["one.example:1", "two.example:5432", "ledger"]),
            ("postgres:///?host=/run/postgresql", [:], ["/run/postgresql:5432", ""]),
        ]
    )
    func place(_ text: String, _ environment: [String: String], _ place: [String]) throws {
        try #expect(PostgresURL(text).place(environment: environment) == place)
    }

    @Test("is told from the other ways to name a ledger by its scheme")
    func schemes() {
        #expect(PostgresURL.isOne("postgres://"))
        #expect(PostgresURL.isOne("postgresql://db.example/ledger#"))
        #expect(!PostgresURL.isOne("sqlite:postgres://"))
        #expect(!PostgresURL.isOne("none"))
    }
}
