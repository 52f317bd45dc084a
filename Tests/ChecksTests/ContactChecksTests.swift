import Checks
import Connections
import Diagnostics
import PictoryAPI
import Testing

@Suite("What one request tells")
struct ContactChecksTests {
    private func statuses(_ contact: APIContact, isSecure: Bool = true, hasKey: Bool = true) -> [String] {
        ContactChecks(
            contact,
            host: "api.example",
            isSecure: isSecure,
            hasKey: hasKey,
            now: Timestamp(milliseconds: 1_000_000)
        )
        .checks.map { "\($0.kind.rawValue) \($0.status.rawValue)" }
    }

    private func error(_ kind: APIError.Kind, status: Int? = nil) -> APIContact {
        APIContact(error: APIError(kind, request: "GET /v1/awsconnections", status: status, host: "api.example"))
    }

    @Test("a list says that all is well")
    func list() {
        let contact = APIContact(date: Timestamp(milliseconds: 1_001_000))
        #expect(statuses(contact) == ["host ok", "tls ok", "key-accepted ok", "clock ok"])
        #expect(statuses(contact, isSecure: false)[1] == "tls skipped")
    }

    @Test("each failure shows where it belongs, and what it hides is skipped")
    func failures() {
        let hidden = ["host failed", "tls skipped", "key-accepted skipped", "clock skipped"]
        for kind in [APIError.Kind.unreachable, .timeout, .dropped] { #expect(statuses(error(kind)) == hidden) }
        #expect(statuses(error(.tls)) == ["host ok", "tls failed", "key-accepted skipped", "clock skipped"])
        let refused = ["host ok", "tls ok", "key-accepted failed", "clock skipped"]
        #expect(statuses(error(.unauthorized, status: 401)) == refused)
        #expect(statuses(error(.forbidden, status: 403)) == refused)
        #expect(statuses(error(.unauthorized, status: 401), hasKey: false)[2] == "key-accepted skipped")
        let others = ["host failed", "tls ok", "key-accepted skipped", "clock skipped"]
        for kind in [APIError.Kind.server, .invalidAnswer, .notFound, .redirect, .badRequest] {
            #expect(statuses(error(kind, status: 500)) == others, "\(kind)")
        }
        #expect(statuses(error(.rateLimited, status: 429))[0] == "host warning")
    }

    @Test("a refused key means the exit status of one")
    func category() {
        let checks = ContactChecks(
            error(.forbidden, status: 403),
            host: "api.example",
            isSecure: true,
            hasKey: true,
            now: Timestamp(milliseconds: 0)
        )
        #expect(Checkup(checks.checks).failure == .unauthorized)
    }

    @Test(
        "the clock may be off a little",
        arguments: [
            (0, "ok"), (59_000, "ok"), (60_000, "warning"), (-60_000, "warning"), (299_000, "warning"),
            (300_000, "failed"),
            (-86_400_000, "failed"),
        ]
    )
    func clock(_ skew: Int, _ status: String) throws {
        let now = 1_700_000_000_000
        let contact = APIContact(date: Timestamp(milliseconds: now - skew))
        let checks = ContactChecks(
            contact,
            host: "h",
            isSecure: true,
            hasKey: true,
            now: Timestamp(milliseconds: now)
        )
        let clock = try #require(checks.checks.last)
        #expect(clock.status.rawValue == status)
        if skew < 0 { #expect(clock.message.contains("behind")) }
        if skew >= 60_000 { #expect(clock.message.contains("\(skew / 1000) s ahead of")) }
    }
}
