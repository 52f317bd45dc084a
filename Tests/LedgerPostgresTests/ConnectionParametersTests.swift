import Connections
import Testing

@testable import LedgerPostgres

@Suite("The parameters of a connection")
struct ConnectionParametersTests {
    private static let known = [
        LibPQ.Parameter(keyword: "service", variable: "PGSERVICE", isSecret: false),
        LibPQ.Parameter(keyword: "host", variable: "PGHOST", isSecret: false),
        LibPQ.Parameter(keyword: "password", variable: "PGPASSWORD", isSecret: true),
        LibPQ.Parameter(keyword: "sslmode", variable: "PGSSLMODE", isSecret: false),
        LibPQ.Parameter(keyword: "options", variable: "PGOPTIONS", isSecret: false),
        LibPQ.Parameter(keyword: "application_name", variable: "PGAPPNAME", isSecret: false),
    ]

    private static func parameters(
        _ url: [String: String],
        _ environment: [String: String] = [:],
        isOfFiles: Bool = false
    ) throws(ConnectionParameters.Refusal) -> ConnectionParameters {
        try ConnectionParameters(
            url: url,
            isOfFiles: isOfFiles,
            environment: environment,
            known: known,
            limits: PostgresLimits()
        )
    }

    @Test("of a server elsewhere that files name have no password of the environment's")
    func ofFiles() throws {
        let environment = ["PGPASSWORD": "canary-environment"]
        for url in [
            ["host": "db.example"], ["host": "localhost", "hostaddr": "192.0.2.1"], ["host": "localhost,db.example"],
        ] {
            let refusal = try #require(throws: ConnectionParameters.Refusal.self) {
                try Self.parameters(url, environment, isOfFiles: true)
            }
            #expect(refusal.cause.hasPrefix("PGPASSWORD is not sent to '"))
            #expect(refusal.nextStep == "name the ledger in PATCHBAY_LEDGER or with --ledger")
            #expect(try Self.parameters(url, environment).values["password"] == "canary-environment")
            #expect(try Self.parameters(url, ["PGPASSWORD": ""], isOfFiles: true).values["sslmode"] == "require")
        }
        for url in [[:], ["host": "localhost"], ["host": "/run/postgresql"]] {
            let values = try Self.parameters(url, environment, isOfFiles: true).values
            #expect(values["password"] == "canary-environment")
        }
        // Where the environment names the server, too.
        let both = environment.merging(["PGHOST": "db.example"]) { first, _ in first }
        #expect(try Self.parameters([:], both, isOfFiles: true).values["password"] == "canary-environment")
        let refusal = try #require(throws: ConnectionParameters.Refusal.self) {
            try Self.parameters(["passfile": "/home/someone/.pgpass"], isOfFiles: true)
        }
        #expect(refusal.cause == "a file names 'passfile', and no password is read for it")
    }

    @Test("are ours only where neither the URL nor the environment says otherwise")
    func precedence() throws {
        let ours = try Self.parameters([:]).values
        #expect(ours["connect_timeout"] == "10")
        #expect(ours["application_name"] == "patchbay")
        #expect(ours["sslmode"] == nil)
        let environment = ["PGAPPNAME": "from environment", "PGPASSWORD": "canary-environment", "PGHOST": ""]
        let mixed = try Self.parameters(["connect_timeout": "3", "client_encoding": "LATIN1"], environment)
        #expect(mixed.values["connect_timeout"] == "3")
        #expect(mixed.values["application_name"] == "from environment")
        #expect(mixed.values["host"] == nil)
        #expect(mixed.values["client_encoding"] == "UTF8")
        #expect(mixed.secrets.map(\.exposedForRequest) == ["canary-environment"])
        let url = try Self.parameters(["password": "canary-url", "application_name": "from URL"], environment)
        #expect(url.values["application_name"] == "from URL")
        #expect(url.secrets.map(\.exposedForRequest) == ["canary-url"])
    }

    @Test("let given settings of the session count, but for those that the statements rely on")
    func options() throws {
        let given = "-c statement_timeout=1s -c search_path=elsewhere"
        let options = try #require(try Self.parameters(["options": given]).values["options"])
        let expected = "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000 "
        #expect(
            options == expected + given
                + " -c search_path=pg_catalog -c default_transaction_isolation=read\\ committed"
        )
        #expect(try Self.parameters([:], ["PGOPTIONS": given]).values["options"] == options)
    }

    @Test(
        "ask for TLS where the server is not on this machine",
        arguments: [
            (["host": "db.example"], "require"), (["hostaddr": "192.0.2.1"], "require"),
            (["host": "localhost,db.example"], "require"), (["host": "localhost", "hostaddr": "192.0.2.1"], "require"),
            (["host": "db.example", "hostaddr": "127.0.0.1"], "require"), (["host": "127.0.0.1.example"], "require"),
            (["host": "127.1"], "require"), (["host": "db.example", "sslmode": "verify-full"], "verify-full"),
            (["host": "db.example", "sslmode": "verify-ca"], "verify-ca"),
            (["host": "db.example", "sslmode": "mistaken"], "mistaken"),
            ([:], nil), (["host": "/run/postgresql"], nil), (["host": "@abstract"], nil), (["host": "localhost"], nil),
            (["host": "127.0.0.2"], nil), (["host": "::1"], nil),
            (["host": "localhost", "sslmode": "disable"], "disable"),
        ] as [([String: String], String?)]
    )
    func tls(_ url: [String: String], _ expected: String?) throws {
        #expect(try Self.parameters(url).values["sslmode"] == expected)
    }

    @Test(
        "are refused where the password could be sent in clear",
        arguments: ["disable", "allow", "prefer"],
        [["host": "db.example"], ["host": "localhost,db.example"], ["hostaddr": "192.0.2.1", "host": "localhost"]]
    )
    func clear(_ mode: String, _ url: [String: String]) throws {
        let both = url.merging(["sslmode": mode]) { _, new in new }
        let error = try #require(throws: ConnectionParameters.Refusal.self) { try Self.parameters(both) }
        #expect(error.cause.contains("'\(mode)'"))
        #expect(throws: error) { try Self.parameters(url, ["PGSSLMODE": mode]) }
    }

    @Test("are refused where a service file holds them")
    func service() {
        #expect(throws: ConnectionParameters.Refusal.self) { try Self.parameters(["service": "ledger"]) }
        #expect(throws: ConnectionParameters.Refusal.self) { try Self.parameters([:], ["PGSERVICE": "ledger"]) }
    }
}
