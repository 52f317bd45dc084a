import ArgumentParser

/// How `doctor` reaches what it looks at: as the other commands do, with less patience.
struct ProbeOptions: ParsableArguments {
    @OptionGroup var access: AccessOptions

    @Option(
        help: ArgumentHelp(
            "How long one request, or the ledger, may take in all, in seconds, 1 to 60.",
            valueName: "seconds"
        )
    )
    var timeout = 5

    func validate() throws {
        guard (1...60).contains(timeout) else {
            throw ValidationError("--timeout takes a number of seconds from 1 to 60, not \(timeout)")
        }
    }
}
