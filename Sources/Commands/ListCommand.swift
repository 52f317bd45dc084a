import ArgumentParser
import Connections
import PictoryAPI
import Rendering
import Stacks

struct ListCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        _superCommandName: CommandLineProgram.name,
        abstract: "List the connections of the account.",
        discussion: """
            Reads the account and changes nothing; files are not needed. On a terminal that is too narrow for a table each \
            connection has a few lines.

            Examples:
              patchbay list
              patchbay list --type vimeo
              patchbay list --only 'Marketing *' --format json
              patchbay list --stack stacks/production
            """
    )

    @OptionGroup var account: AccountArguments

    @Option(
        help: ArgumentHelp(
            "Only connections whose name matches; may be given several times.",
            valueName: "name-glob"
        ),
        completion: .declaredNames()
    )
    var only: [String] = []

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: AccountOutputOptions

    var telling: Telling { Telling(output.talk, beginning: .account) }

    func run(in context: CommandContext) async throws -> ExitStatus {
        let talk = output.talk
        let command = StackCommand(context: context, output: talk, command: nil)
        let accounts = AccountOpening(context, connection, stacks: 1)
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        let style = talk.style(onTerminal: context.console.isOutTerminal, context.environment)
        return try await command.run([try account.source(context)]) { source in
            let opened = try accounts.open(try reader.readSettings(ofDirectory: source.directory))
            let all = try await opened.whileOpen { account in
                try await context.interruptible { try await account.read() }
            }
            let selected = all.selecting(account.type, only.map { NameGlob($0) })
            return StackResult(
                status: .done,
                text: ListText(style: style, columns: context.console.outColumns).render(selected),
                remarks: opened.remarks(isQuiet: talk.quiet) + (talk.quiet ? "" : warnings(all)),
                document: ListDocument(apiURL: opened.apiURL, selected)
            )
        }
    }

    /// Patterns that are likely mistyped.
    private func warnings(_ all: LiveAccount) -> String {
        only.filter { all.selecting(account.type, [NameGlob($0)]).isEmpty }
            .map { "warning: --only '\($0.terminalSafe)' matches no connection of the account\n" }
            .joined()
    }
}

extension LiveAccount {
    fileprivate var isEmpty: Bool { connections.isEmpty && unmanageable.isEmpty }

    /// Those of a type whose names the patterns cover, by type, name and id; all where neither is given.
    fileprivate func selecting(_ type: ConnectionType?, _ only: [NameGlob]) -> LiveAccount {
        let isSelected = { (itsType: ConnectionType, name: String) in
            (type == nil || itsType == type) && (only.isEmpty || only.cover(name))
        }
        return LiveAccount(
            connections: connections.filter { isSelected($0.type, $0.name) }
                .sorted { ($0.type, $0.name, $0.id) < ($1.type, $1.name, $1.id) },
            unmanageable: unmanageable.filter { isSelected($0.type, $0.name ?? "") }
                .sorted { ($0.type, $0.name ?? "", $0.reason) < ($1.type, $1.name ?? "", $1.reason) }
        )
    }
}
