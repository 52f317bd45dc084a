import ArgumentParser
import Connections
import Exporting
import Rendering

enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    case yaml
    case json
}

extension ExportLayout: ExpressibleByArgument {}

extension ConnectionType: ExpressibleByArgument {}

/// How `export` talks: the other commands' options, with formats of its own.
struct ExportOptions: ParsableArguments {
    @Option(help: "What is written to standard output: yaml, which is a summary with --out, or json.")
    var format = ExportFormat.yaml

    @Option(
        name: .customLong("color"),
        help: "Colour: on a terminal only (auto; NO_COLOR turns it off), always or never."
    )
    var colour = ColourChoice.auto

    @Flag(help: "Say nothing but results and errors.")
    var quiet = false

    /// The same as the other commands have it.
    var talk: OutputOptions {
        var talk = OutputOptions()
        talk.format = format == .json ? .json : .text
        talk.colour = colour
        talk.verbose = false
        talk.quiet = quiet
        return talk
    }
}
