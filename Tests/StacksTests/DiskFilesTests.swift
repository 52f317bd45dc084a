import Connections
import Diagnostics
import Foundation
import Stacks
import Testing

@Suite("Files on disk")
final class DiskFilesTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "patchbay-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try write("ok.yaml", "connections:\n" + aws())
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    private func path(_ name: String) -> String { "\(root)/\(name)" }

    private func write(_ name: String, _ text: String) throws {
        let directory = URL(filePath: path(name)).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path(name)))
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    private func makePipe(_ path: String) throws {
        // SAFETY: `mkfifo` copies the path.
        try #require(unsafe mkfifo(path, 0o600) == 0)
    }

    /// Gives a file a size of 1 TiB without a byte on the disk.
    private func makeHuge(_ path: String) throws {
        // SAFETY: `truncate` copies the path.
        try #require(unsafe truncate(path, 1 << 40) == 0)
    }

    private func read(_ source: StackSource? = nil, environment: [String: String] = [:]) throws -> Stack {
        try StackReader(files: DiskFiles(), environment: environment, resolvesSecrets: true).read(
            source ?? .directory(root)
        )
    }

    private func diagnostics(_ source: StackSource? = nil) throws -> [Diagnostic] {
        try #require(throws: InvalidStack.self) { try read(source) }.diagnostics
    }

    @Test("are read below a directory, links to files and directories followed")
    func tree() throws {
        try write("sub/deeper/b.yml", "connections:\n" + aws(name: "two", account: "\"000000000002\""))
        try write("sub/notes.txt", "\u{0}")
        try write(".git/x.yaml", "\u{0}")
        try write(".elsewhere/real.yaml", "connections:\n" + aws(name: "three", account: "\"000000000003\""))
        try write(".far/d.yaml", "connections:\n" + aws(name: "four", account: "\"000000000004\""))
        try link("link.yaml", to: ".elsewhere/real.yaml")
        try link("more", to: ".far")
        let stack = try read()
        #expect(
            stack.desired.connections.map(\.place.file) == ["link.yaml", "more/d.yaml", "ok.yaml", "sub/deeper/b.yml"]
        )
        #expect(root.hasSuffix(stack.name))
    }

    @Test("have the name of a directory that is given as '.' or with a slash")
    func names() {
        let files = DiskFiles()
        #expect(files.name(ofDirectory: root + "/") == root.split(separator: "/").last.map(String.init))
        #expect(files.name(ofDirectory: root + "/.") == root.split(separator: "/").last.map(String.init))
        #expect(files.name(ofDirectory: "/") == "/")
        #expect(files.name(ofDirectory: "/nowhere/at/all") == "all")
        #expect(files.isDirectory(root))
        #expect(!files.isDirectory(path("ok.yaml")))
        #expect(!files.isDirectory("/nowhere/at/all"))
    }

    @Test("fault 6: a pipe, socket, device, missing or circular link fails the load at once, and never waits")
    func specialFiles() throws {
        try makePipe(path("fifo.yaml"))
        try link("device.yaml", to: "/dev/zero")
        try link("dangling.yaml", to: "nowhere")
        try link("circle.yaml", to: "circle.yaml")
        try link("gone", to: "nowhere")
        let found = try diagnostics()
        #expect(
            found.map(\.message) == [
                "'circle.yaml' can't be read: its symbolic links lead in a circle",
                "'dangling.yaml' can't be read: there is no such file or directory",
                "'device.yaml' is a symbolic link that leads out of the repository",
                "'fifo.yaml' can't be read: it is a pipe, not a file",
                "'gone' can't be read: there is no such file or directory",
            ]
        )
        #expect(found.allSatisfy { $0.code == .fileUnreadable && $0.hint != nil })
    }

    @Test("fault 6: what is named on the command line has to be a regular file as well")
    func namedFiles() throws {
        try makePipe(path("fifo.yaml"))
        for (name, reason) in [
            ("fifo.yaml", "a pipe"), ("", "a directory"), ("missing.yaml", "no such file"),
            ("ok.yaml/x", "not a directory"),
        ] {
            let found = try diagnostics(.files([path("ok.yaml"), path(name)]))
            #expect(found.map(\.code) == [.fileUnreadable])
            #expect(found.first?.message.contains(reason) == true)
        }
    }

    @Test("fault 6: a file whose bytes cannot be had fails the load")
    func unreadable() throws {
        // No page lies at the start of a process's memory, so reading its first byte fails whoever asks, root included.
        let link = path("memory.yaml")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/proc/self/mem")
        let expected = "'\(link)' can't be read: the disk or device gave an input/output error"
        #expect(try diagnostics(.files([link])).map(\.message) == [expected])
    }

    @Test("fault 6: a file above the limit is not read to its end")
    func sparseFile() throws {
        try write("huge.yaml", "")
        try makeHuge(path("huge.yaml"))
        let found = try diagnostics()
        #expect(found.map(\.code) == [.fileTooLarge])
        #expect(found.first?.message == "'huge.yaml' is larger than 16 MiB")
    }

    @Test("fault 6: a file that announces no size, as those of /proc, is read to its end and no further than the limit")
    func sizeless() throws {
        let bytes = try DiskFiles().contents(ofFile: "/proc/self/status", limit: 1 << 20)
        #expect(!bytes.isEmpty)
        #expect(throws: FileProblem.self) { try DiskFiles().contents(ofFile: "/proc/self/status", limit: 16) }
    }

    @Test("fault 6: a file whose name ends in capitals is an error, not left out")
    func capitals() throws {
        try write("b.YAML", "connections:\n" + aws(name: "two", account: "\"000000000002\""))
        try write("sub/c.Yml", "")
        try write("notes.TXT", "")
        #expect(
            try diagnostics().map(\.message)
                == ["b.YAML", "sub/c.Yml"].map {
                    "'\($0)' would not be read: the names of files end in '.yaml' or '.yml', in lower case"
                }
        )
    }

    @Test("links lead no further than the stack, or the Git repository that it is in, and not to what Git keeps there")
    func linksOutside() throws {
        try write("stack/a.yaml", "connections:\n" + aws(name: "one", account: "\"000000000001\""))
        try write("other/b.yaml", "connections:\n" + aws(name: "two", account: "\"000000000002\""))
        try write("elsewhere.txt", "canary: of a file that is nobody's business\n")
        try link("stack/file.yaml", to: "../elsewhere.txt")
        try link("stack/folder", to: "../other")
        try link("stack/patchbay.yaml", to: "/etc/passwd")
        try link("stack/within.yaml", to: "a.yaml")
        // No file of a stack, whatever it leads to.
        try link("stack/readme.txt", to: "/etc/passwd")
        let messages = ["file.yaml", "folder", "patchbay.yaml"].map {
            "'\($0)' is a symbolic link that leads out of the repository"
        }
        let alone = try diagnostics(.directory(path("stack"))).filter { $0.code == .fileUnreadable }
        #expect(alone.map(\.message) == messages)
        #expect(try !String(describing: diagnostics(.directory(path("stack")))).contains("canary"))

        try write(".git/config", "canary: of a token\n")
        try link("stack/token.yaml", to: "../.git/config")
        let inRepository = try diagnostics(.directory(path("stack"))).filter { $0.code == .fileUnreadable }
        #expect(inRepository.map(\.message) == [messages[2], messages[0].replacing("file", with: "token")])
        #expect(try !String(describing: diagnostics(.directory(path("stack")))).contains("of a token"))
    }

    @Test(
        "fault 15: directories that lead back to themselves are an error, not a loop",
        arguments: [".", "sub", "sub/.."]
    )
    func directoryLoops(target: String) throws {
        try write("sub/a.yaml", "connections:\n" + aws(name: "two", account: "\"000000000002\""))
        try link("loop", to: target)
        let found = try diagnostics()
        #expect(found.map(\.code) == [.fileUnreadable])
        #expect(found.first?.message.contains("a symbolic link leads to a directory that is read already") == true)
    }

    @Test("fault 15: links that multiply are visited once")
    func directoryFan() throws {
        for level in 0..<20 {
            try write("d\(level)/x.txt", "")
            if level > 0 {
                try link("d\(level - 1)/a", to: "../d\(level)")
                try link("d\(level - 1)/b", to: "../d\(level)")
            }
        }
        #expect(try diagnostics().allSatisfy { $0.code == .fileUnreadable })
    }

    @Test(
        "fault 15: a reference to a pipe, directory, missing or huge file is an error that names it",
        arguments: ["fifo", "folder", "missing", "loop", "huge"]
    )
    func secretFiles(name: String) throws {
        try makePipe(path("fifo"))
        try write("folder/x", "")
        try link("loop", to: "loop")
        try write("huge", "")
        try makeHuge(path("huge"))
        try write(
            ".stack/c.yaml",
            "connections:\n" + vimeo(clientSecret: "${file:../\(name)}", accessToken: "${file:../ok.yaml}")
        )
        let found = try diagnostics(.directory(path(".stack")))
        #expect(found.map(\.code) == [.unresolvedReference, .unresolvedReference])
        #expect(found.first?.message.contains("${file:../\(name)}") == true)
    }

    @Test("fault 15: secrets are read from files beside the file that refers to them, or by an absolute path")
    func secrets() throws {
        try write("secrets/one", "\(canary)\n")
        try write(
            "sub/c.yaml",
            "connections:\n"
                + vimeo(clientSecret: "${file:../secrets/one}", accessToken: "${file:\(path("secrets/one"))}")
        )
        let credentials = try #require(try read().desired.connections.last?.credentials)
        #expect(credentials.clientSecret.value == credentials.accessToken.value)
        #expect(credentials.clientSecret.value?.exposedForRequest == canary)
    }
}
