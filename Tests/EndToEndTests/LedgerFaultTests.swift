import Foundation
import Glibc
import Sandbox
import Testing

/// Fault 42, with the ledger in a file: it costs explanations, and secrets wait, but all else is done.
@Suite("A ledger's file that fails")
struct LedgerFaultTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var script: String
        var code = "ledger-unusable"

        init(_ testDescription: String, _ script: String, _ code: String = "ledger-unusable") {
            self.testDescription = testDescription
            self.script = script
            self.code = code
        }
    }

    private static func python(_ statements: String) -> String {
        "python3 -c \"import sqlite3; c = sqlite3.connect('.patchbay/ledger.db'); \(statements); c.commit(); c.close()\""
    }

    static let damages = [
        Damage("a header of noise", "printf 'noise%.0s' {1..20} | dd of=.patchbay/ledger.db conv=notrunc status=none"),
        Damage(
            "pages of noise",
            "printf 'noise%.0s' {1..20000} | dd of=.patchbay/ledger.db bs=1 seek=4096 conv=notrunc status=none"
        ),
        Damage("cut short", "truncate --size 5000 .patchbay/ledger.db"),
        Damage("cut shorter than a header", "truncate --size 50 .patchbay/ledger.db"),
        Damage("of a newer patchbay", python("c.execute('PRAGMA user_version = 999')"), "ledger-newer"),
        Damage("another program's", "rm .patchbay/ledger.db; " + python("c.execute('CREATE TABLE notes (note TEXT)')")),
        Damage("a symbolic link", "mv .patchbay/ledger.db elsewhere.db; ln -s ../elsewhere.db .patchbay/ledger.db"),
        Damage("in a folder that is one", "mv .patchbay elsewhere; ln -s elsewhere .patchbay"),
        Damage("a folder", "rm .patchbay/ledger.db; mkdir .patchbay/ledger.db"),
        Damage("a FIFO", "rm .patchbay/ledger.db; mkfifo .patchbay/ledger.db"),
    ]

    @Test(
        "fault 42: damaged: one warning, everything is done but what carries secrets, and the next run does that",
        arguments: damages
    )
    func damaged(_ damage: Damage) async throws {
        try await LedgerScene.with { scene in
            try await scene.keepLedger()
            try await scene.shell(damage.script)
            let plan = try await scene.program.run("plan")
            #expect(plan.status == 0, "\(plan.all)")
            scene.expectOneWarning(plan, damage.code, "plan")
            let run = try await scene.program.run(LedgerScene.apply) { _ in }.run
            try scene.expectHeldBack(run, damage.code, "apply")
            try await scene.restoreLedger()
            try await scene.expectConvergence("with the ledger restored")
        }
    }

    @Test("lost: nothing is held back, for there is nothing to be wrong about")
    func lost() async throws {
        try await LedgerScene.with { scene in
            try await scene.shell("rm -r .patchbay")
            let run = try await scene.program.run(LedgerScene.apply) { _ in }.run
            #expect(run.status == 0 && run.isWithoutWarning, "\(run.all)")
            // Of the secrets that were there nothing is known; the plan says so, and they are sent when asked for.
            let secrets = try scene.liveSecrets()
            #expect(secrets["Second channel"] == scene.secrets(of: scene.program))
            #expect(secrets["Channel"] == scene.secrets(of: scene.former))
            let again = try await scene.program.run(LedgerScene.apply + ["--rotate", "Channel"]) { _ in }.run
            #expect(again.status == 0 && again.isWithoutWarning, "\(again.all)")
            try await scene.expectDone(scene.program, "asked for")
        }
    }

    @Test("that another user may read and not write, or not even read", arguments: [true, false])
    func readOnly(_ isReadable: Bool) async throws {
        try await LedgerScene.with { scene in
            try await scene.keepLedger()
            var program = scene.program
            // Nothing is forbidden to root. Whoever runs this as another user is kept out by the modes alone.
            if geteuid() == 0 {
                program.launcher = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
            }
            try await scene.shell(
                "chmod \(isReadable ? "a=r" : "a=") .patchbay/ledger.db; chmod a=rx .patchbay .; chmod a+r *.yaml"
            )
            let plan = try await program.run("plan")
            #expect(plan.status == 0, "\(plan.all)")
            if isReadable {
                #expect(plan.isWithoutWarning && plan.out.contains("will be sent (changed)"), "\(plan.all)")
            } else {
                scene.expectOneWarning(plan, "ledger-unusable", "plan")
            }
            let run = try await program.run(LedgerScene.apply) { _ in }.run
            try scene.expectHeldBack(run, "ledger-unusable", "apply")
            try await scene.shell("chmod u=rwx .")
            try await scene.restoreLedger()
            try await scene.expectConvergence("with rights")
        }
    }

    @Test("that another process keeps locked, against writers or against all", arguments: [false, true])
    func locked(_ isAgainstReaders: Bool) async throws {
        try await LedgerScene.with { scene in
            let holder = """
                import sqlite3, sys
                c = sqlite3.connect('.patchbay/ledger.db', isolation_level=None)
                \(isAgainstReaders ? "c.execute('PRAGMA locking_mode = EXCLUSIVE')" : "")
                c.execute('BEGIN EXCLUSIVE')
                print('locked', flush=True)
                sys.stdin.readline()
                """
            try scene.program.directory.write(holder, to: "holder.py")
            let locked = { (command: String) in
                try await shell(
                    """
                    coproc python3 holder.py
                    read -r word <&"${COPROC[0]}" && [ "$word" = locked ] || exit 99
                    '\(Program.executable)' \(command)
                    status=$?
                    echo >&"${COPROC[1]}"
                    wait "$COPROC_PID"
                    exit $status
                    """,
                    scene.program
                )
            }
            let plan = try await locked("plan")
            #expect(plan.status == 0, "\(plan.all)")
            if isAgainstReaders {
                scene.expectOneWarning(plan, "ledger-unusable", "plan")
            } else {
                #expect(plan.isWithoutWarning && plan.out.contains("will be sent (changed)"), "\(plan.all)")
            }
            let run = try await locked("apply --auto-approve")
            try scene.expectHeldBack(run, "ledger-unusable", "apply")
            #expect(run.err.contains("locked"), "\(run.err)")
            try await scene.expectConvergence("unlocked")
        }
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        var error: String
        var calls: [String]

        var testDescription: String { "\(error) of \(calls.joined(separator: ", "))" }
    }

    static let failures = [
        Failure(error: "ENOSPC", calls: ["pwrite64", "write", "fallocate", "ftruncate"]),
        Failure(error: "EIO", calls: ["pwrite64", "write", "fsync", "fdatasync", "ftruncate"]),
        Failure(error: "EIO", calls: ["fsync", "fdatasync"]),
        Failure(error: "EIO", calls: ["pread64", "read"]),
    ]

    @Test(
        "fault 42: on a disk that is full or broken from some call on",
        .enabled("strace is missing, or must not attach to processes here: see /proc/sys/kernel/yama/ptrace_scope") {
            try await Strace.isUsable()
        },
        arguments: failures
    )
    func disk(_ failure: Failure) async throws {
        var statuses: Set<Int32> = []
        var warnings = 0
        for number in [1, 2, 3, 5, 8, 13] {
            try await LedgerScene.with { scene in
                var program = scene.program
                program.launcher = Strace.failing(failure.calls, failure.error, from: number, on: scene.ledgerFiles)
                let plan = try await program.run("plan")
                #expect(plan.status == 0, "\(number): \(plan.all)")
                #expect(scene.bench.sandbox.journal.entries.allSatisfy { $0.method == "GET" })
                let run = try await program.run(LedgerScene.apply) { _ in }.run
                statuses.insert(run.status)
                if run.status == 7 {
                    try scene.expectHeldBack(run, "ledger-unusable", "\(number)")
                } else {
                    // All was marked before; what could not be recorded later is sent again.
                    #expect(run.status == 0, "\(number): \(run.all)")
                    if !run.isWithoutWarning { scene.expectOneWarning(run, "ledger-unusable", "\(number)") }
                    try #expect(scene.bench.outline() == LedgerScene.done, "\(number)")
                    try await scene.expectSecretsNoted("\(number)")
                }
                if !run.isWithoutWarning { warnings += 1 }
                try await scene.expectConvergence("\(failure) from number \(number)")
            }
        }
        #expect(statuses.contains(7) && statuses.isSubset(of: [0, 7]) && warnings > 1, "\(statuses)")
    }
}
