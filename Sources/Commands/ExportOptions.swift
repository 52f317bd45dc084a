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

    @OptionGroup var talking: TalkOptions

    /// The same as the other commands have it.
    var talk: OutputOptions { talking.output(isJSON: format == .json) }
}
