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

    @OptionGroup var talking: TalkOptions

    /// The same as the other commands have it; what they do not write is written by ``OutputsCommand``.
    var talk: OutputOptions { talking.output(isJSON: format == .json) }
}
