import Foundation
import Testing

@Suite("A network that means harm", .serialized, .timeLimit(.minutes(5)))
struct HostileNetworkTests {
    /// What is said of a server that does something; one of the causes, where it depends on which limit comes first.
    struct Way: Sendable {
        var name: String
        var causes: [String]
        /// Whether it is worth asking again, which a run does for half a minute, and doctor does not.
        var isTransient: Bool

        init(_ name: String, _ causes: String..., isTransient: Bool = false) {
            self.name = name
            self.causes = causes
            self.isTransient = isTransient
        }
    }

    private static let late = "the deadline for the whole request has passed"
    private static let noHTTP = "the answer is not HTTP"
    private static let closed = "the connection was closed before the answer was whole"
    private static let tooMany = "the answer has more or longer header fields than are accepted"
    private static let untrusted =
        "the certificate is not trusted: it is not valid today, or no trusted authority has signed it"
    private static let noTunnel = "the proxy made no tunnel in time"
    private static let noConnection = "no connection in time"

    private static let ways = [
        Way("silent", late, isTransient: true), Way("slow-head", late, isTransient: true),
        Way("slow-body", late, isTransient: true), Way("endless-continue", late, isTransient: true),
        Way("endless-body", "the answer is longer than 67108864 bytes", late, isTransient: true),
        Way("huge-body", "the answer is longer than 67108864 bytes", late, isTransient: true),
        Way("closes", closed, isTransient: true), Way("cut", closed, isTransient: true),
        Way("resets", "the connection was reset", closed, isTransient: true),
        Way("endless-head", tooMany), Way("many-headers", tooMany), Way("gzip-bomb", "the answer is encoded as 'gzip'"),
        Way("deflate-bomb", "the answer is encoded as 'deflate'"), Way("packed-transfer", "the answer is not JSON"),
        Way("bad-status-line", noHTTP), Way("bad-protocol", noHTTP), Way("bad-chunk", noHTTP),
        Way("huge-chunk", noHTTP),
        Way("two-lengths", noHTTP), Way("length-and-chunks", noHTTP), Way("negative-length", noHTTP),
        Way("zero-in-header", noHTTP),
    ]

    private static let tls = [
        Way("tls-expired", untrusted), Way("tls-not-yet", untrusted), Way("tls-unknown-authority", untrusted),
        Way("tls-self-signed", untrusted), Way("tls-other-name", "the certificate is for another host"),
        Way("tls-1.0", "the server has no TLS 1.2 or later"), Way("tls-1.1", "the server has no TLS 1.2 or later"),
        Way("plain", "the server does not speak TLS"),
        Way("tls-silent", late, noConnection, isTransient: true),
    ]

    private static let proxies = [
        Way("proxy-asks", "the proxy asks for a user name and a password"),
        Way("proxy-forbids", "the proxy refused the tunnel"), Way("proxy-fails", "the proxy refused the tunnel"),
        Way("proxy-silent", late, noTunnel, noConnection, isTransient: true),
        Way("proxy-closes", closed, isTransient: true),
        Way(
            "proxy-talks-nonsense",
            late,
            noTunnel,
            noConnection,
            noHTTP,
            "the proxy refused the tunnel",
            isTransient: true
        ),
        Way("proxy-endless-head", late, noTunnel, noConnection, tooMany, isTransient: true),
        Way("proxy-no-tls-behind", late, noConnection, "the server does not speak TLS", isTransient: true),
    ]

    /// A server as the program is told of it: where it is, and through what.
    private struct Target: Sendable {
        var way: Way
        var environment: [String: String]
        /// What a message has to name.
        var names: [String]
    }

    private func target(_ way: Way, _ peer: HostilePeer) throws -> Target {
        let port = try #require(peer.ports[way.name], "\(way.name)")
        if way.name.hasPrefix("proxy-") {
            let proxy = "http://canary-user:canary-of-the-proxy@127.0.0.1:\(port)"
            let environment = ["PICTORY_API_URL": "https://api.pictory.test", "HTTPS_PROXY": proxy]
            return Target(way: way, environment: environment, names: ["'api.pictory.test'", "'127.0.0.1:\(port)'"])
        }
        let isSecure = way.name.hasPrefix("tls-") || way.name.hasPrefix("secure-") || way.name == "plain"
        let host = isSecure ? "localhost:\(port)" : "127.0.0.1:\(port)"
        let url = "\(isSecure ? "https" : "http")://\(host)"
        return Target(way: way, environment: ["PICTORY_API_URL": url], names: ["'\(host)'"])
    }

    /// Runs doctor against each, and an apply where it does not try again; so many at once, since most of them let one wait.
    private func expectRefused(_ ways: [Way], atOnce: Int = 100) async throws {
        try await HostilePeer.with { peer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (begun, way) in ways.enumerated() {
                    if begun >= atOnce { try await group.next() }
                    let target = try target(way, peer)
                    group.addTask {
                        try await expectRefused(target, ["doctor", "--timeout", "3", "--ca-file", peer.authority])
                        guard !way.isTransient else { return }
                        try await expectRefused(target, ["apply", "--auto-approve", "--ca-file", peer.authority])
                    }
                }
                try await group.waitForAll()
            }
            // A silent or dripping server is asked once, and nothing is ever written to any of them.
            for way in ways {
                let isOver = way.name.hasPrefix("tls-") || way.name == "plain"
                let requests = peer.requests(of: way.name)
                #expect(requests.isEmpty == isOver, "\(way.name): \(requests)")
                #expect(
                    requests.allSatisfy { $0.hasPrefix("GET ") || $0.hasPrefix("CONNECT ") },
                    "\(way.name): \(requests)"
                )
            }
        }
    }

    private func expectRefused(_ target: Target, _ arguments: [String]) async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("connections:\n" + aws("a", "us-east-1"), to: "a.yaml")
            var program = Program(directory: directory, environment: target.environment)
            program.environment["PICTORY_API_KEY"] = Bench.key
            let start = ContinuousClock.now
            let (run, _) = try await program.run(arguments) { _ in }
            // Far above the deadline of one request, for machines that have other work, and far below what would be waiting.
            #expect(ContinuousClock.now - start < .seconds(60), "\(target.way.name)")
            let text = run.all.replacing(#/\s+/#, with: " ")
            #expect(run.status == 1, "\(target.way.name): \(run.all)")
            #expect(target.way.causes.contains(where: text.contains), "\(target.way.name): \(run.all)")
            for name in target.names { #expect(text.contains(name), "\(target.way.name): \(run.all)") }
            #expect(text.contains("next: "), "\(target.way.name): \(run.all)")
            #expect(
                !text.contains("canary") && run.all.utf8.count < 8000,
                "\(target.way.name): \(run.all.prefix(8000))"
            )
            // An apply has opened its ledger; else what is left is what was there.
            let files = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
                .filter { !$0.hasPrefix(".patchbay") }
            #expect(files == ["a.yaml"], "\(target.way.name): \(files)")
        }
    }

    @Test("fault 31: slow, silent, endless, huge, packed and malformed answers end the run, and nothing was written")
    func answers() async throws {
        try await expectRefused(Self.ways)
    }

    @Test("fault 31: the same over TLS, where the server would choose HTTP/2")
    func answersOverTLS() async throws {
        try await expectRefused(
            Self.ways.map { way in
                var way = way
                way.name = "secure-" + way.name
                return way
            },
            // Floods keep a whole processor busy with enciphering them.
            atOnce: 2
        )
    }

    /// The quickest of a few, since the machine may have other work, and a sanitizer makes all slower; who waits for the goodbye
    /// waits for five seconds.
    @Test("fault 31: neither the deadline nor a signal waits for the goodbye of a server over TLS")
    func ends() async throws {
        try await HostilePeer.with { peer in
            let silent = try target(Way("secure-silent"), peer)
            var program = Program(directory: peer.folder, environment: silent.environment)
            program.environment["PICTORY_API_KEY"] = Bench.key
            try peer.folder.write("connections:\n" + aws("a", "us-east-1"), to: "a.yaml")
            var (late, interrupted) = (Duration.seconds(60), Duration.seconds(60))
            for _ in 1...5 where late >= .seconds(4) || interrupted >= .seconds(4) {
                let start = ContinuousClock.now
                let run = try await program.run("doctor", "--timeout", "1", "--ca-file", peer.authority)
                late = min(late, ContinuousClock.now - start)
                #expect(run.status == 1, "\(run.all)")
                let asked = peer.requests(of: "secure-silent").count
                let arguments = ["list", "--timeout", "600", "--ca-file", peer.authority]
                let (stopped, signalled) = try await program.run(arguments) { running in
                    while peer.requests(of: "secure-silent").count == asked, !Program.isOver(running.identifier) {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    running.send(SIGINT)
                    let signalled = ContinuousClock.now
                    await running.waitForEnd()
                    return ContinuousClock.now - signalled
                }
                interrupted = min(interrupted, signalled)
                #expect(stopped.status == 130, "\(stopped.all)")
            }
            #expect(late < .seconds(4) && interrupted < .seconds(4), "\(late), \(interrupted)")
        }
    }

    @Test("fault 32: of TLS that is wrong host and cause are told, and nothing was sent")
    func handshakes() async throws {
        try await expectRefused(Self.tls)
        try await HostilePeer.with { peer in
            try await withTemporaryDirectory { directory in
                try directory.write("connections:\n" + aws("a", "us-east-1"), to: "a.yaml")
                let port = try #require(peer.ports["tls-good"])
                var program = Program(directory: directory, environment: ["PICTORY_API_KEY": Bench.key])
                program.environment["PICTORY_API_URL"] = "https://localhost:\(port)"
                let trusting = try await program.run("list", "--ca-file", peer.authority)
                #expect(trusting.status == 0, "\(trusting.all)")
                #expect(peer.requests(of: "tls-good").count == 2)
                let other = try await program.run("list")
                #expect(other.status == 1 && other.err.contains(Self.untrusted), "\(other.all)")
                // The other way round: plain http to a server that wants TLS.
                program.environment["PICTORY_API_URL"] = "http://127.0.0.1:\(port)"
                let plain = try await program.run("doctor", "--timeout", "3")
                #expect(plain.status == 1 && plain.all.contains("'127.0.0.1:\(port)'"), "\(plain.all)")
                #expect(peer.requests(of: "tls-good").count == 2)
            }
        }
    }

    @Test("fault 32: of a proxy that makes no tunnel name and cause are told, and not its password")
    func proxies() async throws {
        try await expectRefused(Self.proxies)
    }
}
