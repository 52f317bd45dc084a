import ArgumentParser

/// How the API is reached.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .customLong("api-url"),
        help: ArgumentHelp(
            "The API's base URL, or 'sandbox' for the local model.",
            discussion: "Also PICTORY_API_URL. A base URL other than https is accepted for loopback addresses only.",
            valueName: "url"
        )
    )
    var apiURL: String?

    @Option(
        name: .customLong("api-key-file"),
        help: ArgumentHelp("The file that holds the API key; otherwise PICTORY_API_KEY does.", valueName: "file"),
        completion: .file()
    )
    var keyFile: String?

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp(
            "PEM certificates of a private authority that the API's certificate may come from.",
            valueName: "file"
        ),
        completion: .file()
    )
    var certificateFile: String?

    @Option(
        help: ArgumentHelp(
            "How many requests may be in flight at once, 1 to 64 (default 4, or 16 for several stacks together).",
            valueName: "n"
        )
    )
    var parallelism: Int?

    @Option(help: ArgumentHelp("How long one request may take in all, in seconds, 1 to 600.", valueName: "seconds"))
    var timeout = 30

    /// The files that are read.
    var files: [String] { [keyFile, certificateFile].compactMap(\.self) }

    func validate() throws {
        if let parallelism, !(1...64).contains(parallelism) {
            throw ValidationError("--parallelism takes a number from 1 to 64, not \(parallelism)")
        }
        guard (1...600).contains(timeout) else {
            throw ValidationError("--timeout takes a number of seconds from 1 to 600, not \(timeout)")
        }
    }
}
