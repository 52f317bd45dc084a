import ArgumentParser

enum OutputsFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case env
    case yaml

    /// Whether what several stacks have to say is one document, that all of them have to be there for.
    var isWhole: Bool { self == .env || self == .yaml }
}

/// How `outputs` talks: the other commands' options, with formats of its own.
struct OutputsOptions: ParsableArguments {
    @Option(help: "How the ids are written to standard output; env is for the eval of a shell.")
    var format = OutputsFormat.text

    @Option(
        name: .customLong("color"),
        help: "Colour: on a terminal only (auto; NO_COLOR turns it off), always or never."
    )
    var colour = ColourChoice.auto

    @Flag(help: "Say nothing but results and errors.")
    var quiet = false

    /// The same as the other commands have it; what they do not write is written by ``OutputsCommand``.
    var talk: OutputOptions {
        var talk = OutputOptions()
        talk.format = format == .json ? .json : .text
        talk.colour = colour
        talk.verbose = false
        talk.quiet = quiet
        return talk
    }
}
