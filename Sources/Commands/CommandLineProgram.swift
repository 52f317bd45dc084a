package import ArgumentParser

/// The command line of `patchbay`.
package struct CommandLineProgram: AsyncParsableCommand {
    /// Commands say it too, since the one that a line names is parsed alone: messages name the program then, and the parser does
    /// not look for a request of completions, which takes it longer than most lines.
    static let name = "patchbay"

    package static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Keeps the connections of a Pictory account equal to YAML files in Git.",
        discussion: """
            plan shows what would change, apply carries it out with version-checked updates, drift tells what others \
            changed. The API key comes from \
            PICTORY_API_KEY or --api-key-file.

            Exit status: 0 done, 1 error, 2 changes (with --detailed-exitcode) or drift, 3 invalid files, 4 key refused, \
            5 blocked, 6 stale plan or changed meanwhile, 7 applied in part, 64 wrong command line, 130 interrupted.
            """,
        version: patchbayVersionAndCommit,
        // One by one, since the array as a whole would be cast while the program runs, which takes longer than the rest.
        subcommands: commands.map { $0 }
    )

    static let commands: [any AsyncParsableCommand.Type] = [
        InitCommand.self, ValidateCommand.self, PlanCommand.self, ShowPlanCommand.self, ApplyCommand.self,
        DriftCommand.self, ExportCommand.self, ListCommand.self, ShowCommand.self, OutputsCommand.self,
        HistoryCommand.self, IAMPolicyCommand.self, DoctorCommand.self, SandboxCommand.self, SchemaCommand.self,
        ExplainCommand.self, CompletionCommand.self,
    ]

    package init() {}
}
