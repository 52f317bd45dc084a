import ArgumentParser
import Rendering

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case markdown
}

enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case always
    case never
}

/// How a command talks.
struct OutputOptions: ParsableArguments {
    @Option(help: "How results are written to standard output; markdown is a comment for a pull request.")
    var format = OutputFormat.text

    @Option(
        name: .customLong("color"),
        help: "Colour: on a terminal only (auto; NO_COLOR turns it off), always or never."
    )
    var colour = ColourChoice.auto

    @Flag(
        name: .shortAndLong,
        help:
            "Say more: every unmanaged connection, hidden change and text stored otherwise; on standard error files, ledger and requests."
    )
    var verbose = false

    @Flag(
        help: ArgumentHelp(
            "Say nothing but results and errors.",
            discussion: """
                No warnings about the files, no progress, no word on which account it is; of drift no text either where there is \
                no finding. What says that something outside of the files is broken or doubtful stays.
                """
        )
    )
    var quiet = false

    func style(onTerminal isTerminal: Bool, _ environment: [String: String]) -> Style {
        Self.style(of: colour, onTerminal: isTerminal, environment)
    }

    static func style(
        of colour: ColourChoice,
        onTerminal isTerminal: Bool,
        _ environment: [String: String]
    ) -> Style {
        switch colour {
        case .always: return Style(isColoured: true)
        case .never: return .plain
        case .auto:
            // https://no-color.org: any value that is not empty turns colour off.
            let isUnwanted = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
            return Style(isColoured: isTerminal && !isUnwanted)
        }
    }
}
