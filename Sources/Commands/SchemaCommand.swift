import ArgumentParser
import Rendering

struct SchemaCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema, for editors and scripts.",
        discussion: """
            Without an argument it lists the schemas.

            Examples:
              patchbay schema plan > plan.schema.json
              patchbay schema connections > connections.schema.json
            """
    )

    @Argument(help: "Which one: \(Schema.allCases.map(\.rawValue).joined(separator: ", ")).")
    var name: Schema?

    func run(in context: CommandContext) async throws -> ExitStatus {
        context.console.out(name?.text ?? Schema.allCases.map { "\($0.rawValue)\n" }.joined())
        return .done
    }
}

extension Schema: ExpressibleByArgument {}
