import Checks
import LocalFiles
import Testing

@Suite("Who may get at files of ours")
struct AccessChecksTests {
    @Test(
        "files of ours are to be ours alone",
        arguments: [
            (UInt32(0o600), Check.Status.ok, "nobody else"), (0o400, .ok, "nobody else"), (0o700, .ok, "nobody else"),
            (0o640, .warning, "can read 'f' (mode 0640)"), (0o604, .warning, "can read"),
            (0o602, .warning, "can write"),
            (0o666, .warning, "can write 'f' (mode 0666)"),
        ]
    )
    func files(_ mode: UInt32, _ status: Check.Status, _ words: String) {
        for check in [AccessChecks.keyFile, AccessChecks.ledgerFile] {
            let found = check("f", FileAccess(mode: mode))
            #expect(found.status == status)
            #expect(found.message.contains(words))
        }
    }

    @Test("a folder that is not ours, open to others, or none at all is noticed")
    func folders() {
        #expect(AccessChecks.folder("d", nil).status == .skipped)
        #expect(AccessChecks.folder("d", FileAccess(mode: 0o700, isFolder: true)).status == .ok)
        #expect(AccessChecks.folder("d", FileAccess(mode: 0o755, isFolder: true)).nextStep == "chmod 700 'd'")
        #expect(AccessChecks.folder("d", FileAccess(mode: 0o700, isOurs: false, isFolder: true)).status == .warning)
        #expect(AccessChecks.folder("d", FileAccess(mode: 0o600)).status == .failed)
    }

    @Test("a ledger that cannot be written to fails; one that is not there is no fault")
    func ledger() {
        #expect(AccessChecks.ledgerFile("f", FileAccess(mode: 0o600, isWritable: false)).status == .failed)
        #expect(AccessChecks.ledgerFile("f", nil).status == .skipped)
        #expect(AccessChecks.keyFile("f", nil).status == .skipped)
    }
}
