import ArgumentParser

/// How `doctor` reaches what it looks at: as the other commands do, with less patience.
struct ProbeOptions: ParsableArguments {
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
            "PEM certificates of a private authority that the certificates of the API and of AWS may come from.",
            valueName: "file"
        ),
        completion: .file()
    )
    var certificateFile: String?

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
