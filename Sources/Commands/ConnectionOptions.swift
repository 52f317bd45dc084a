import ArgumentParser

/// How the API is reached.
struct ConnectionOptions: ParsableArguments {
    @OptionGroup var access: AccessOptions

    @Option(
        help: ArgumentHelp(
            "How many requests may be in flight at once, 1 to 64 (default 4, or 16 for several stacks together).",
            valueName: "n"
        )
    )
    var parallelism: Int?

    @Option(help: ArgumentHelp("How long one request may take in all, in seconds, 1 to 600.", valueName: "seconds"))
    var timeout = 30

    func validate() throws {
        if let parallelism, !(1...64).contains(parallelism) {
            throw ValidationError("--parallelism takes a number from 1 to 64, not \(parallelism)")
        }
        guard (1...600).contains(timeout) else {
            throw ValidationError("--timeout takes a number of seconds from 1 to 600, not \(timeout)")
        }
    }
}
