import Foundation
import Stacks
import Testing

@Suite("Paths as they lead on from a directory")
final class StackSourcePathTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "patchbay-\(UUID().uuidString)").path

    init() throws {
        for directory in ["repo/a/b", "repo/connections", "other", "repository"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(directory)", withIntermediateDirectories: true)
        }
        for (name, target) in [("link", "repo"), ("repo/self", "."), ("repo/out", "../other")] {
            try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: target)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    @Test(
        "the directory is known by any name, and what lies elsewhere does not lead on from it",
        arguments: [
            ("/repo/connections", "connections"), ("/repo", "."), ("/repo/", "."), ("/repo/a//b/", "a/b"),
            ("/link/connections", "connections"), ("/link", "."), ("/repo/./a", "a"), ("/./link/./a/.", "a"),
            ("/repo/../repo/a", "a"), ("/link/../repo/a", "a"), ("/repo/a/../connections", "connections"),
            ("/repo/a/b/../../c.yaml", "c.yaml"), ("/repo/self/self/a", "a"), ("/repo/new/file.yaml", "new/file.yaml"),
            ("/repository", nil), ("", nil), ("/other/a", nil), ("/repo/../other", nil), ("/repo/a/../..", nil),
        ] as [(String, String?)]
    )
    func leadsOn(_ path: String, _ expected: String?) throws {
        for directory in ["repo", "link", "repo/a/..", "repo/self"] {
            let paths = try #require(DirectoryPaths(from: "\(root)/\(directory)", in: DiskFiles()))
            #expect(paths.path(of: root + path) == expected, "\(directory)")
        }
    }

    @Test("a '..' behind a link is kept, since it does not take the link back")
    func behindLinks() throws {
        let paths = try #require(DirectoryPaths(from: root + "/repo", in: DiskFiles()))
        #expect(paths.path(of: root + "/repo/out/../repo/a") == "a")
        #expect(paths.path(of: root + "/repo/out/../other/x") == "out/../other/x")
    }

    @Test("a source is taken as it leads on from the directory, each file once, and one from elsewhere stays as it is")
    func sources() throws {
        let paths = try #require(DirectoryPaths(from: root + "/link", in: DiskFiles()))
        #expect(StackSource.directory(root + "/repo/a/").relative(to: paths) == .directory("a"))
        #expect(StackSource.directory("/elsewhere/a").relative(to: paths) == .directory("/elsewhere/a"))
        let files = StackSource.files([root + "/repo/b.yaml", root + "/link/./b.yaml", "/elsewhere/c.yaml"])
        #expect(files.relative(to: paths) == .files(["b.yaml", "/elsewhere/c.yaml"]))
        #expect(StackSource.standardInput.relative(to: paths) == .standardInput)
        #expect(DirectoryPaths(from: root + "/nowhere", in: DiskFiles()) == nil)
    }
}
