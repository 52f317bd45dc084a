import Diagnostics
import Testing

@testable import PictoryHTTP

@Suite("The address of the API")
struct APIAddressTests {
    @Test("a flag counts before the environment, and both before the vendor's own")
    func source() throws {
        let environment = ["PICTORY_API_URL": "https://b.test"]
        let cases: [(String?, [String: String], String, APIAddress.Source)] = [
            (nil, [:], "https://api.pictory.ai/pictoryapis", .standard),
            (nil, ["PICTORY_API_URL": ""], "https://api.pictory.ai/pictoryapis", .standard),
            (nil, environment, "https://b.test", .environment),
            ("https://a.test", environment, "https://a.test", .flag),
        ]
        for (flag, environment, url, source) in cases {
            let address = try APIAddress.chosen(flag: flag, environment: environment)
            #expect(address.description == url)
            #expect(address.source == source)
        }
        #expect(throws: HTTPSetupError.self) { try APIAddress.chosen(flag: "", environment: environment) }
    }

    @Test(
        "https is accepted everywhere and http for loopback; paths are joined without a doubled slash",
        arguments: [
            ("https://api.test", "https://api.test/v1/x?k=1", "api.test"),
            ("https://api.test/", "https://api.test/v1/x?k=1", "api.test"),
            ("HTTPS://API.test:8443/Base//", "https://api.test:8443/Base/v1/x?k=1", "api.test:8443"),
            ("http://127.0.0.1:80/a/b", "http://127.0.0.1:80/a/b/v1/x?k=1", "127.0.0.1:80"),
            ("http://127.255.0.1", "http://127.255.0.1/v1/x?k=1", "127.255.0.1"),
            ("http://localhost:1", "http://localhost:1/v1/x?k=1", "localhost:1"),
            ("http://LocalHost", "http://localhost/v1/x?k=1", "localhost"),
            ("http://[::1]:1/", "http://[::1]:1/v1/x?k=1", "[::1]:1"),
            ("https://[fd00::1]", "https://[fd00::1]/v1/x?k=1", "[fd00::1]"),
            ("https://xn--bcher-kva.test/%C3%BC", "https://xn--bcher-kva.test/%C3%BC/v1/x?k=1", "xn--bcher-kva.test"),
        ]
    )
    func accepted(text: String, url: String, host: String) throws {
        let address = try APIAddress(text, from: .flag)
        #expect(address.url("/v1/x", query: "k=1") == url)
        #expect(address.host == host)
    }

    @Test(
        "any other URL is refused, and what may be secret in it is not shown",
        arguments: [
            "", "api.test", "ftp://api.test", "file:///etc/passwd", "https:", "https://", "https:///x",
            "http://api.test",
            "http://10.0.0.1", "http://128.0.0.1", "http://127.1", "http://0x7f.0.0.1", "http://2130706433",
            "http://[::2]",
            "http://[::ffff:127.0.0.1]", "http://localhost.test", "http://127.0.0.1.test",
            "https://user:canary@api.test",
            "https://canary@api.test/", "http://localhost@api.test", "https://api.test?canary",
            "https://api.test/?token=canary",
            "https://api.test#canary", "https://api.test:0", "https://api.test:65536", "https://api.test:",
            "https://api.test:+1",
            "https://api.test:٣", "https://a b", "https://api.test/a b", "https://api.test\\@x",
            "https://api.test/\r\nX: y",
            "https://ü.test", "https://api.test/ü", "https://[fd00::1%25eth0]", "https://[::1", "https://::1",
            "https://a%2f.test",
            "https://api.test/a/../b", "https://api.test/./b", " https://api.test", "https://api.test\n",
            "https://.test", "https://-a",
            // A combining mark makes another letter of the sign before it.
            "https://user:canary@\u{301}api.test", "https://api.test?\u{301}canary", "https://api.test#\u{301}canary",
        ]
    )
    func refused(text: String) throws {
        let error = try #require(throws: HTTPSetupError.self) { try APIAddress(text, from: .environment) }
        #expect(error.report.code == .invalidURL)
        #expect(error.report.category == .invalidInput)
        #expect(error.report.message.hasPrefix("the address of the API"))
        #expect(error.report.message.hasSuffix("from PICTORY_API_URL cannot be used"))
        Fixture.expectNoCanary(error)
    }

    @Test(
        "a bare question or number sign at the end is refused as well",
        arguments: ["https://api.test?", "https://api.test/#"]
    )
    func emptyQuery(text: String) {
        #expect(throws: HTTPSetupError.self) { try APIAddress(text, from: .flag) }
    }
}
