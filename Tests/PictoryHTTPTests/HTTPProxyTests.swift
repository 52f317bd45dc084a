import Connections
import Diagnostics
import Testing

@testable import PictoryHTTP

@Suite("The choice of a proxy")
struct HTTPProxyTests {
    @Test(
        "the variables count in curl's order, and a loopback host is always reached directly",
        arguments: [
            ([:], "https://api.test", nil), (["HTTPS_PROXY": ""], "https://api.test", nil),
            (["HTTPS_PROXY": "http://p:1"], "https://api.test", "p:1"),
            (["https_proxy": "p:1", "HTTPS_PROXY": "http://q:1"], "https://api.test", "p:1"),
            (["ALL_PROXY": "http://p"], "https://api.test", "p"),
            (["all_proxy": "http://p:1/", "HTTPS_PROXY": "http://q:1"], "https://api.test", "q:1"),
            (["HTTP_PROXY": "http://p:1", "http_proxy": "http://p:1"], "https://api.test", nil),
            (["HTTPS_PROXY": "http://p:1"], "https://localhost:8443", nil),
            (["HTTPS_PROXY": "http://p:1"], "https://127.0.0.9", nil),
            (["HTTPS_PROXY": "http://p:1"], "https://[::1]:1", nil),
            (["ALL_PROXY": "http://p:1", "http_proxy": "http://p:1"], "http://127.0.0.1:80", nil),
            (["HTTPS_PROXY": "HTTP://[fd00::1]:3128"], "https://api.test", "[fd00::1]:3128"),
        ] as [([String: String], String, String?)]
    )
    func variables(environment: [String: String], url: String, expected: String?) throws {
        let proxy = try HTTPProxy.chosen(for: APIAddress(url, from: .flag), environment: environment)
        #expect(proxy?.name == expected)
        #expect(proxy?.credentials == nil)
    }

    @Test(
        "NO_PROXY takes names with what is below them, addresses, networks and ports",
        arguments: [
            ("api.test", "https://api.test", true), ("API.TEST", "https://api.test", true),
            (".test", "https://api.test", true),
            ("*.test", "https://api.test", true), ("test", "https://api.test", true), ("*", "https://api.test", true),
            ("other, api.test", "https://api.test", true), ("other api.test", "https://api.test", true),
            ("api.test:443", "https://api.test", true), ("api.test:8443", "https://api.test", false),
            ("api.test:8443", "https://api.test:8443", true), ("pi.test", "https://api.test", false),
            ("test.api", "https://api.test", false), ("", "https://api.test", false),
            ("10.0.0.0/8", "https://10.1.2.3", true),
            ("10.1.2.3", "https://10.1.2.3", true), ("10.1.0.0/15", "https://10.1.2.3", true),
            ("0.0.0.0/0", "https://10.1.2.3", true),
            ("fd00::/8", "https://[fd00::1]", true), ("fd00:0::1", "https://[fd00::1]", true),
            ("[fd00::1]:443", "https://[fd00::1]", true), ("10.0.0.0/8", "https://api.test", false),
            ("/8,10/8,10.0.0.0/x,10.0.0.0/-1,10.0.0.0/99,::/999", "https://api.test", false),
        ]
    )
    func exceptions(list: String, url: String, isDirect: Bool) throws {
        let environment = ["HTTPS_PROXY": "http://p:1", "NO_PROXY": list]
        let proxy = try HTTPProxy.chosen(for: APIAddress(url, from: .flag), environment: environment)
        #expect((proxy == nil) == isDirect)
    }

    @Test("a bare address is not reached through a proxy, which could show its own certificate")
    func bareAddress() throws {
        for url in ["https://10.1.2.3", "https://[fd00::1]:8443"] {
            let address = try APIAddress(url, from: .flag)
            let error = try #require(throws: HTTPSetupError.self) {
                try HTTPProxy.chosen(
                    for: address,
                    environment: ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.2.0.0/16"]
                )
            }
            #expect(error.report.code == .invalidURL)
        }
    }

    @Test("credentials are decoded, and never shown")
    func credentials() throws {
        let address = try APIAddress("https://api.test", from: .flag)
        for (url, user, password) in [
            ("http://us%40er:canary%2F%@p:1", "us@er", "canary/%"), ("http://user@p", "user", ""),
            ("user:canary:canary@p:1", "user", "canary:canary"),
            ("http://user:canary@canary@p:1", "user", "canary@canary"),
            ("http://:@p", "", ""),
        ] {
            let proxy = try #require(try HTTPProxy.chosen(for: address, environment: ["HTTPS_PROXY": url]))
            #expect(proxy.credentials?.user.exposedForRequest == user)
            #expect(proxy.credentials?.password.exposedForRequest == password)
            var dumped = "\(proxy.name) \(proxy)"
            dump(proxy, to: &dumped)
            #expect(!dumped.contains("canary"))
        }
    }

    @Test(
        "a proxy that cannot be used is refused, naming the variable and not its value",
        arguments: [
            "https://p:1", "socks5://p:1", "http://", "http://p:0", "http://p:99999", "http://p:canary",
            "http://p/canary",
            "http://user:canary@", "http://p ?canary", "://p", "http://[canary]",
        ]
    )
    func refused(url: String) throws {
        let address = try APIAddress("https://api.test", from: .flag)
        let error = try #require(throws: HTTPSetupError.self) {
            try HTTPProxy.chosen(for: address, environment: ["https_proxy": url])
        }
        #expect(error.report.code == .invalidURL)
        #expect(error.report.message == "the proxy of https_proxy cannot be used")
        Fixture.expectNoCanary(error)
    }
}
