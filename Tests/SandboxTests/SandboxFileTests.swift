import Connections
import Diagnostics
import Foundation
import PictoryAPI
import Sandbox
import TestSupport
import Testing

@Suite("The sandbox in a file")
struct SandboxFileTests {
    @Test("keeps the contract", arguments: ConnectionsAPIContract.rules)
    func contract(rule: ConnectionsAPIContract.Rule) async throws {
        try await withTemporaryFolder { folder in
            try await rule.check { behavior, body in
                let sandbox = try Sandbox.fixture(behavior: behavior, file: SandboxFile(path: "\(folder)/sandbox.json"))
                try await body(.init(api: sandbox, sandbox: sandbox))
            }
        }
    }

    @Test("survives between runs, order and page keys too; secrets do not")
    func persistence() async throws {
        try await withTemporaryFolder { folder in
            let file = SandboxFile(path: "\(folder)/.patchbay/sandbox.json")
            let behavior = SandboxBehavior { $0.pageSize = 1 }
            let first = try Sandbox.fixture(behavior: behavior, file: file)
            _ = try await first.create(.vimeo("B", description: "Größe"))
            let deleted = try await first.create(.vimeo("Gone")).id
            _ = try await first.create(.vimeo("A", enabled: false))
            _ = try await first.create(.aws("Main", account: "012345678901"))
            try await first.delete(deleted, of: .vimeo)
            let key = try await first.page(of: .vimeo, after: nil).nextPageKey

            let second = try Sandbox.fixture(behavior: behavior, file: file, seed: 2)
            #expect(try second.world().live == first.world().live)
            #expect(try await second.page(of: .vimeo, after: key).items == first.page(of: .vimeo, after: key).items)
            let credentials = try second.world().connections(of: .vimeo).map(\.credentials)
            #expect(credentials == [.setEarlier, .setEarlier])
            let text = try String(contentsOfFile: file.path, encoding: .utf8)
            #expect(!text.contains("canary"))
            #expect(text.contains("\"credentialsSet\" : true"))
        }
    }

    @Test("a sandbox that is only read makes no file")
    func reading() async throws {
        try await withTemporaryFolder { folder in
            let sandbox = try Sandbox.fixture(file: SandboxFile(path: "\(folder)/.patchbay/sandbox.json"))
            _ = try await sandbox.page(of: .aws, after: nil)
            await #expect(throws: APIError.self) { try await sandbox.connection(ConnectionID("none"), of: .aws) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test("the file and its folder are its owner's alone")
    func modes() async throws {
        try await withTemporaryFolder { folder in
            let sandbox = try Sandbox.fixture(file: SandboxFile(path: "\(folder)/.patchbay/sandbox.json"))
            _ = try await sandbox.create(.aws("Main"))
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")[.posixPermissions] as? Int
            }
            #expect(try mode(".patchbay") == 0o700)
            #expect(try mode(".patchbay/sandbox.json") == 0o600)
            #expect(try mode(".patchbay/sandbox.json.lock") == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/.patchbay")
            #expect(names.sorted() == ["sandbox.json", "sandbox.json.lock"])
        }
    }

    @Test(
        "a file that is damaged or foreign is an error and never an empty account",
        arguments: [
            "", "{", "null", "[]", "{}", #"{"formatVersion":2,"connections":[]}"#, #"{"connections":[{}]}"#,
            #"{"connections":[{"type":"aws","name":"Main"}]}"#,
            #"{"connections":[{"type":"vimeo","name":"Main","clientIdentifier":"c","version":0}]}"#,
            #"{"connections":[{"type":"vimeo","name":"Main","clientIdentifier":"c","version":9223372036854775807}]}"#,
            #"{"connections":[],"writes":9223372036854775807}"#, #"{"connections":[],"other":1}"#, "\u{0}\u{1}\u{2}",
        ]
    )
    func damage(text: String) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/sandbox.json"
            try Data(text.utf8).write(to: URL(filePath: path))
            let error = #expect(throws: SandboxFileError.self) { try Sandbox.fixture(file: SandboxFile(path: path)) }
            #expect(error?.report.code == .sandboxFile)
            #expect(error?.report.message.contains(path) == true)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
        }
    }

    @Test("damage while the sandbox is in use fails the request, and nothing is written over it")
    func laterDamage() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/sandbox.json"
            let sandbox = try Sandbox.fixture(file: SandboxFile(path: path))
            _ = try await sandbox.create(.aws("Main"))
            try Data("{".utf8).write(to: URL(filePath: path))
            let error = await #expect(throws: APIError.self) { try await sandbox.create(.vimeo("Main")) }
            #expect(error?.kind == .server)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data("{".utf8))
        }
    }

    @Test("symbolic links, folders and pipes in the file's place are refused")
    func oddFiles() async throws {
        try await withTemporaryFolder { folder in
            let files = FileManager.default
            try Data(#"{"connections":[]}"#.utf8).write(to: URL(filePath: "\(folder)/real.json"))
            try files.createSymbolicLink(atPath: "\(folder)/link.json", withDestinationPath: "real.json")
            try files.createDirectory(atPath: "\(folder)/folder.json", withIntermediateDirectories: false)
            try files.createSymbolicLink(atPath: "\(folder)/linked", withDestinationPath: ".")
            #expect(unsafe mkfifo("\(folder)/pipe.json", 0o600) == 0)
            let expected: [(String, SandboxFileError.Reason)] = [
                ("link.json", .symbolicLink), ("folder.json", .notARegularFile), ("pipe.json", .notARegularFile),
                ("linked/real.json", .symbolicLink),
            ]
            for (name, reason) in expected {
                let error = #expect(throws: SandboxFileError.self) {
                    try Sandbox.fixture(file: SandboxFile(path: "\(folder)/\(name)"))
                }
                #expect(error?.reason == reason)
            }
        }
    }

    @Test("a link that appears later is not written through")
    func laterLink() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/sandbox.json"
            let sandbox = try Sandbox.fixture(file: SandboxFile(path: path))
            try Data("other".utf8).write(to: URL(filePath: "\(folder)/other"))
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "other")
            await #expect(throws: APIError.self) { try await sandbox.create(.aws("Main")) }
            #expect(try Data(contentsOf: URL(filePath: "\(folder)/other")) == Data("other".utf8))
        }
    }

    @Test("two sandboxes on one file see each other's writes and lose none")
    func sharing() async throws {
        try await withTemporaryFolder { folder in
            let file = SandboxFile(path: "\(folder)/sandbox.json")
            let sandboxes = try [UInt64(1), 2].map { try Sandbox.fixture(file: file, seed: $0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, sandbox) in sandboxes.enumerated() {
                    group.addTask {
                        for number in 0..<20 {
                            _ = try await sandbox.create(.vimeo("Number \(number) of \(index)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try sandboxes[0].world().live.count == 40)
            #expect(try sandboxes[0].world().live == sandboxes[1].world().live)
        }
    }

    @Test("of two updates of one version through two sandboxes exactly one succeeds")
    func race() async throws {
        try await withTemporaryFolder { folder in
            let file = SandboxFile(path: "\(folder)/sandbox.json")
            let sandboxes = try [UInt64(1), 2, 3, 4].map { try Sandbox.fixture(file: file, seed: $0) }
            let id = try await sandboxes[0].create(.aws("Main")).id
            for round in 1...10 {
                let live = try await sandboxes[round % 4].connection(id, of: .aws)
                #expect(live.version == round)
                let wins = await withTaskGroup(of: Bool.self) { group in
                    for (index, sandbox) in sandboxes.enumerated() {
                        let update = ConnectionUpdate(of: live) { $0.description = "\(index)" }
                        group.addTask { (try? await sandbox.update(id, with: update)) != nil }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(wins == 1)
            }
        }
    }

    @Test("secrets that another sandbox may have rewritten are no longer known")
    func rewrittenSecrets() async throws {
        try await withTemporaryFolder { folder in
            let file = SandboxFile(path: "\(folder)/sandbox.json")
            let first = try Sandbox.fixture(file: file)
            let id = try await first.create(.vimeo("Main")).id
            let other = try await first.create(.vimeo("Other")).id
            let second = try Sandbox.fixture(file: file, seed: 2)
            let live = try await second.connection(id, of: .vimeo)
            _ = try await second.update(id, with: ConnectionUpdate(of: live) { $0.credentials = .canary("second") })
            #expect(try first.world()[id]?.credentials == .setEarlier)
            #expect(try first.world()[other]?.credentials == .known(.canary("new")))
            #expect(try second.world()[id]?.credentials == .known(.canary("second")))
        }
    }

    @Test("a file that was removed is an empty account")
    func removal() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/sandbox.json"
            let sandbox = try Sandbox.fixture(file: SandboxFile(path: path))
            _ = try await sandbox.create(.aws("Main"))
            try FileManager.default.removeItem(atPath: path)
            #expect(try await sandbox.page(of: .aws, after: nil).items.isEmpty)
            _ = try await sandbox.create(.aws("Main"))
        }
    }
}
