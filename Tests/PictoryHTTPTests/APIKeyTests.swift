import Connections
import Diagnostics
import Foundation
import Testing

@testable import PictoryHTTP

@Suite("The API key")
struct APIKeyTests {
    @Test(
        "one line break at the end is dropped",
        arguments: [("pictai_a", "pictai_a"), ("pictai_a\n", "pictai_a"), ("pictai_a\r\n", "pictai_a"), ("!~", "!~")]
    )
    func accepted(text: String, expected: String) throws {
        let key = try APIKey(text, from: "the test")
        #expect(key.secret.exposedForRequest == expected)
        #expect("\(key)" == "<redacted>")
        #expect(!String(reflecting: key).contains(expected))
    }

    @Test(
        "what could not be one header value is refused without being shown",
        arguments: [
            ("canary\n\n", .unusableKey), ("canary secret", .unusableKey), ("canary\r\nX: y", .unusableKey),
            (" canary", .unusableKey), ("canary\t", .unusableKey), ("canary\u{0}", .unusableKey),
            ("canaryü", .unusableKey),
            ("canary\u{7F}", .unusableKey), (String(repeating: "canary", count: 700), .unusableKey), ("", .missingKey),
            ("\n", .missingKey), ("\r\n", .missingKey),
        ] as [(String, ErrorCode)]
    )
    func refused(text: String, code: ErrorCode) throws {
        let error = try #require(throws: HTTPSetupError.self) { try APIKey(text, from: "PICTORY_API_KEY") }
        #expect(error.report.code == code)
        #expect(error.report.message == "the API key from PICTORY_API_KEY cannot be used")
        Fixture.expectNoCanary(error)
    }

    @Test("the file counts before the environment, and it has to be a regular one of a key's size")
    func sources() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchbay-key-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
        func write(_ name: String, _ content: String) throws -> String {
            try Data(content.utf8).write(to: URL(filePath: path(name)))
            return path(name)
        }

        let environment = ["PICTORY_API_KEY": "from-environment"]
        #expect(try APIKey.find(environment: environment, keyFile: nil).secret.exposedForRequest == "from-environment")
        let file = try write("key", "from-file\n")
        #expect(try APIKey.find(environment: environment, keyFile: file).secret.exposedForRequest == "from-file")
        try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: file)
        #expect(try APIKey.find(environment: [:], keyFile: path("link")).secret.exposedForRequest == "from-file")
        let longest = String(repeating: "k", count: 4096)
        #expect(
            try APIKey.find(environment: [:], keyFile: write("longest", longest + "\r\n")).secret.exposedForRequest
                == longest
        )

        // SAFETY: the path lives through the call.
        let fifo = unsafe mkfifo(path("fifo"), 0o600)
        try #require(fifo == 0)
        let cases: [(String?, ErrorCode, String?)] = [
            (nil, .missingKey, nil), (path("missing"), .fileUnreadable, "it does not exist"),
            (path("fifo"), .fileUnreadable, "it is not a regular file"),
            (path(""), .fileUnreadable, "it is not a regular file"),
            ("/dev/zero", .fileUnreadable, "it is not a regular file"), ("", .fileUnreadable, "it does not exist"),
            (try write("empty", ""), .missingKey, "it is empty"),
            (try write("long", longest + "k"), .unusableKey, "it is longer than 4096 characters"),
            (
                try write("huge", String(repeating: "k", count: 1_000_000)), .unusableKey,
                "it is longer than 4096 characters"
            ),
            (
                try write("binary", "canary\u{1}"), .unusableKey,
                "it holds a space, a line break or a character that is not ASCII"
            ),
        ]
        for (keyFile, code, cause) in cases {
            let error = try #require(throws: HTTPSetupError.self) {
                try APIKey.find(environment: keyFile == nil ? ["PICTORY_API_KEY": ""] : environment, keyFile: keyFile)
            }
            #expect(error.report.code == code)
            #expect(error.report.cause == cause)
            #expect(error.report.message.contains(keyFile.map { "'\($0)'" } ?? "there is no API key"))
            Fixture.expectNoCanary(error)
        }
    }
}
