import ArgumentParser

/// How commands talk that have formats of their own, and no more to say when asked to be verbose.
struct TalkOptions: ParsableArguments {
    @Option(
        name: .customLong("color"),
        help: "Colour: on a terminal only (auto; NO_COLOR turns it off), always or never."
    )
    var colour = ColourChoice.auto

    @Flag(help: "Say nothing but results and errors.")
    var quiet = false

    /// The same as the other commands have it.
    func output(isJSON: Bool) -> OutputOptions { OutputOptions(isJSON: isJSON, colour, isQuiet: quiet) }
}

extension OutputOptions {
    /// What a command line of text or JSON would have given, for commands that have only a part of these flags.
    init(isJSON: Bool, _ colour: ColourChoice, isQuiet: Bool) {
        self.init()
        format = isJSON ? .json : .text
        self.colour = colour
        verbose = false
        quiet = isQuiet
    }
}
