import ArgumentParser

/// Where the API is, and what is needed to be let in.
struct AccessOptions: ParsableArguments {
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
            "PEM certificates of a private authority that the certificates of hosts may come from.",
            valueName: "file"
        ),
        completion: .file()
    )
    var certificateFile: String?

    @Option(name: .customLong("api-key"), help: .hidden)
    var keyOnCommandLine: String?

    func validate() throws {
        guard keyOnCommandLine == nil else {
            throw ValidationError(
                "the API key is not taken from the command line, which others on this machine can read: set PICTORY_API_KEY,"
                    + " or name a file that holds the key with --api-key-file"
            )
        }
    }

    /// The files that are read.
    var files: [String] { [keyFile, certificateFile].compactMap(\.self) }
}
