import Foundation
import Ledger
import LedgerSQLite
import Planning
import TestSupport
import Testing

@Suite("The file of a ledger")
struct LedgerFileTests {
    @Test(
        "fault 43: is for its owner only, and so is its folder and what is beside it, whatever the umask",
        arguments: ["000", "022", "077", "777"]
    )
    func modes(_ umask: String) async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                umask \(umask); exec >log; "$probe" settle .patchbay/ledger.db & until [ -s log ]; do :; done
                kill -9 $!; wait $! 2>/dev/null; chmod 644 log
                """
            _ = try await shell(script, in: directory)
            let folder = directory.appending(path: ".patchbay")
            #expect(folder.mode == 0o700)
            for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
                #expect(folder.appending(path: name).mode == 0o600, "\(name)")
            }
        }
    }

    @Test(
        "is opened under exactly the name that is given",
        arguments: [":memory:", "file:x.db", "file:x.db?mode=memory", "x"]
    )
    func names(_ name: String) async throws {
        try await withTemporaryDirectory { directory in
            let said = try await shell("\"$probe\" write '\(name)' 3; \"$probe\" read '\(name)'", in: directory)
            #expect(said == "done\n3 receipts, 1 marks")
            try #expect(FileManager.default.contentsOfDirectory(atPath: directory.path) == [name])
        }
    }

    @Test("leaves the mode of a file and a folder that were there as it is")
    func shared() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "ledger.db")
            try await SQLiteLedger.filled(at: file.path, receipts: 1)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
            try await SQLiteLedger.use(file.path)
            #expect(file.mode == 0o640)
        }
    }

    struct Obstacle: Sendable, CustomTestStringConvertible {
        var script: String
        var cause: String

        init(_ script: String, _ cause: String) {
            self.script = script
            self.cause = cause
        }

        var testDescription: String { script }
    }

    @Test(
        "fault 43: is refused when something else is at its place, to read and to write",
        arguments: [
            Obstacle(
                "ln -s elsewhere .patchbay; mkdir elsewhere; : >elsewhere/ledger.db",
                "its folder is a symbolic link"
            ),
            Obstacle("mkdir .patchbay; : >x; ln -s ../x .patchbay/ledger.db", "it is a symbolic link"),
            Obstacle("mkdir .patchbay; ln -s ../x .patchbay/ledger.db", "it is a symbolic link"),
            Obstacle("mkdir -p .patchbay/ledger.db", "it is a directory"),
            Obstacle("mkdir .patchbay; mkfifo .patchbay/ledger.db", "it is a pipe"),
            Obstacle(
                "mkdir .patchbay; : >.patchbay/ledger.db; ln -s ../x .patchbay/ledger.db-wal",
                "the file beside it, '.patchbay/ledger.db-wal', is a symbolic link"
            ),
            Obstacle(
                "mkdir .patchbay; ln -s ../x .patchbay/ledger.db-shm",
                "the file beside it, '.patchbay/ledger.db-shm', is a symbolic link"
            ),
            Obstacle(
                "mkdir .patchbay; ln -s ../x .patchbay/ledger.db-journal",
                "the file beside it, '.patchbay/ledger.db-journal', is a symbolic link"
            ),
        ]
    )
    func obstacles(_ obstacle: Obstacle) async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                \(obstacle.script)
                "$probe" read .patchbay/ledger.db; "$probe" write .patchbay/ledger.db; [ -s x ] && echo 'x was written'
                """
            let said = try await shell(script, in: directory)
            #expect(said == "unusable: opening it: \(obstacle.cause)\nunusable: opening it: \(obstacle.cause)")
        }
    }

    @Test("is not made where its folder's folder is missing, or its folder is a file")
    func missingParent() async throws {
        try await withTemporaryDirectory { directory in
            let said = try await shell(
                ": >file; \"$probe\" write no/folder/x.db; \"$probe\" write file/x.db",
                in: directory
            )
            #expect(said == "unusable: opening it: No such file or directory\nunusable: opening it: Not a directory")
        }
    }

    @Test("is made by one of many processes that come at once, and used by all")
    func race() async throws {
        try await withTemporaryDirectory { directory in
            let script = """
                for i in 1 2 3 4 5 6 7 8 9 10 11 12; do "$probe" write .patchbay/ledger.db 5 & done; wait
                "$probe" read .patchbay/ledger.db
                """
            let lines = try await shell(script, in: directory).split(separator: "\n")
            #expect(lines.dropLast() == Array(repeating: "done", count: 12)[...])
            // Each marks one step, and another's receipts do not rule it out.
            #expect(lines.last == "60 receipts, 12 marks")
        }
    }

    @Test("has all that was acknowledged when its process is killed at any moment", arguments: [1, 37, 150])
    func killed(_ acknowledged: Int) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "ledger.db").path
            for _ in 0..<3 {
                let script = """
                    : >log; "$probe" settle ledger.db >log & until [ "$(wc -l <log)" -ge \(acknowledged) ]; do :; done
                    kill -9 $!; wait $! 2>/dev/null; tail -n 1 log
                    """
                let last = try #require(Int(try await shell(script, in: directory)))
                let scope = LedgerScope(stack: "production", apiURL: "sandbox")
                let ledger = try #require(try await SQLiteLedger.reading(at: path))
                let versions = try await ledger.read(scope).receipts.map(\.version).sorted()
                await ledger.close()
                let newest = try #require(versions.last)
                // The one after the last that was acknowledged may have been recorded, too.
                #expect(newest == last || newest == last + 1)
                #expect(versions == Array(max(1, newest - 19)...newest))
            }
        }
    }
}
