import ArgumentParser
import Rendering
import Stacks

/// Which ledger is used.
struct LedgerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where runs and receipts are recorded: sqlite:PATH, postgres://HOST/DATABASE, or none.",
            discussion: """
                Also PATCHBAY_LEDGER, which may hold a password, and 'ledger' in patchbay.yaml. The default is \
                sqlite:.patchbay/ledger.db in the stack's directory.
                """,
            valueName: "url"
        )
    )
    var ledger: String?

    func validate() throws {
        guard let ledger else { return }
        guard let url = LedgerURL(ledger) else {
            // What is no URL of ours may be one of others, with a password.
            let mayHoldPassword = ledger.contains { "@=".contains($0) }
            throw ValidationError(
                "--ledger takes \(LedgerURL.examples)\(mayHoldPassword ? "" : ", not '\(ledger.terminalSafe)'")"
            )
        }
        guard !url.holdsPassword else {
            throw ValidationError(
                "--ledger can't hold a password, which others of this machine would see; give the URL in PATCHBAY_LEDGER"
            )
        }
    }
}
