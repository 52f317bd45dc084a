import ArgumentParser
import Exporting
import Rendering
import Stacks

struct InitCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write the files that a stack begins with.",
        discussion: """
            Writes patchbay.yaml with every setting explained, an example in connections.yaml unless there are files of \
            connections already, .gitignore, and the JSON Schema for editors. It asks nothing. Files that are there already \
            are kept and named.

            Examples:
              patchbay init connections
              patchbay plan connections --api-url sandbox
              patchbay init connections --ci github
            """
    )

    @Argument(help: ArgumentHelp("The folder of the stack; it is made if it is not there.", valueName: "dir"))
    var folder = "."

    @Option(
        help: ArgumentHelp(
            "Also write a pipeline for github or gitlab; run it at the root of the repository.",
            valueName: "host"
        )
    )
    var ci: PipelineHost?

    @Flag(help: "Overwrite files that hold something else, except .gitignore.")
    var force = false

    @Option(help: "What is written to standard output.")
    var format = InitFormat.text

    @Flag(help: "Say nothing but results and errors.")
    var quiet = false

    enum InitFormat: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func validate() throws {
        if folder.isEmpty || folder == "-" { throw ValidationError("init takes a folder") }
        if let ci, !ci.canName(folder) {
            throw ValidationError(
                "--ci writes the folder into commands of a shell, so it has to lie below the working directory, with a path of"
                    + " letters, digits, '.', '_', '-' and '/'"
            )
        }
    }

    func run(in context: CommandContext) async throws -> ExitStatus {
        var talk = OutputOptions()
        talk.format = format == .json ? .json : .text
        talk.colour = .auto
        talk.verbose = false
        talk.quiet = quiet
        let command = StackCommand(context: context, output: talk, command: nil)
        let results = await command.results([.directory(folder)]) { _ in
            let stack = NewFiles(in: folder, starters(context.files))
            let pipeline = NewFiles(in: ".", ci.map { [$0.file(for: folder)] } ?? [])
            // All are looked at before any is written.
            let (first, second) = (try stack.outcomes(overwriting: force), try pipeline.outcomes(overwriting: force))
            try stack.write(first)
            try pipeline.write(second)
            let outcomes = first + second
            return StackResult(
                status: .done,
                text: outcomes.map { "\($0.state.rawValue): \($0.path.terminalSafe)\n" }.joined(),
                remarks: quiet ? "" : try remarks(outcomes, stack),
                document: InitDocument(files: outcomes.map { InitDocument.File(path: $0.path, state: $0.state) })
            )
        }
        return try command.write(results)
    }

    private func starters(_ files: any StackFiles) -> [NewFiles.File] {
        let reader = StackReader(files: files, environment: [:], resolvesSecrets: false)
        let example = NewFiles.File(path: Export.wholeFile, text: StarterFiles.example)
        // Beside connections that are declared already, an example would be one more to create.
        let hasOthers = files.isDirectory(folder) && reader.hasConnectionFiles(inDirectory: folder)
        let isThere = files.identity(of: folder == "." ? Export.wholeFile : "\(folder)/\(Export.wholeFile)") != nil
        return [NewFiles.File(path: "patchbay.yaml", text: StarterFiles.settings)]
            + (hasOthers && !isThere ? [] : [example])
            + [
                NewFiles.File(path: ".gitignore", text: StarterFiles.ignored, isKept: true),
                NewFiles.File(path: Export.schemaFile, text: Schema.connections.text),
            ]
    }

    private func remarks(_ outcomes: [NewFiles.Outcome], _ stack: NewFiles) throws -> String {
        let kept = outcomes.filter { $0.state == .kept }.map(\.path)
        let ignoring = stack.path(of: ".gitignore")
        var text = ""
        if kept.contains(ignoring) {
            let present = String(decoding: try stack.contents(ignoring) ?? [], as: UTF8.self)
                .split(whereSeparator: \.isNewline).map(String.init)
            let missing = StarterFiles.ignoredPatterns.filter { !present.contains($0) }
            if !missing.isEmpty {
                let list = missing.map { "'\($0)'" }.joined(separator: " and ")
                text += "warning: add \(list) to '\(ignoring.terminalSafe)', for what patchbay keeps on this machine\n"
            }
        }
        if kept.contains(where: { $0 != ignoring }), !force {
            text += "What was kept holds something else; --force overwrites it.\n"
        }
        let folder = folder == "." ? "" : " \(folder.terminalSafe)"
        return text + "Next: 'patchbay plan\(folder) --api-url sandbox' tries it without an account;"
            + " 'patchbay export --out \(self.folder.terminalSafe)' takes over what an account has.\n"
    }
}
