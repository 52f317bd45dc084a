import ArgumentParser
import Rendering

struct SchemaCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        _superCommandName: CommandLineProgram.name,
        abstract: "Print a JSON Schema, for editors and scripts.",
        discussion: """
            Without an argument it lists the schemas.

            Examples:
              patchbay schema plan > plan.schema.json
              patchbay schema connections > patchbay.schema.json
              patchbay schema settings > patchbay-settings.schema.json
            """
    )

    @Argument(help: "Which one.")
    var name: Schema?

    func run(in context: CommandContext) async throws -> ExitStatus {
        context.console.out(name?.text ?? Schema.allCases.map { "\($0.rawValue)\n" }.joined())
        return .done
    }
}

extension Schema: ExpressibleByArgument {}
