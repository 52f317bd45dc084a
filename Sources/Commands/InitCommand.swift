import ArgumentParser
import Exporting
import Rendering
import Stacks

struct InitCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        _superCommandName: CommandLineProgram.name,
        abstract: "Write the files that a stack begins with.",
        discussion: """
            Writes patchbay.yaml with every setting explained, an example in connections.yaml unless there are files of \
            connections already, .gitignore, and the JSON Schemas for editors. It asks nothing. Files that are there already \
            are kept and named; connections and settings are never overwritten.

            Examples:
              patchbay init connections
              patchbay plan connections --api-url sandbox
              patchbay init connections --ci github
            """
    )

    @Argument(
        help: ArgumentHelp("The folder of the stack; it is made if it is not there.", valueName: "dir"),
        completion: .directory
    )
    var folder = "."

    @Option(
        help: ArgumentHelp(
            "Also write a pipeline for github or gitlab; run it at the root of the repository.",
            valueName: "host"
        )
    )
    var ci: PipelineHost?

    @Flag(help: "Write the JSON Schemas and the pipeline anew where they hold something else.")
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
            let reader = StackReader(files: context.files, environment: [:], resolvesSecrets: false)
            try reader.checkPlace(ofStack: folder)
            let stack = NewFiles(in: folder, starters(context.files))
            let variables = StarterFiles.variables(of: folder, in: context.files)
            let pipeline = NewFiles(in: ".", ci.map { [$0.file(for: folder, variables)] } ?? [])
            // All are looked at before any is written.
            let (first, second) = (try stack.outcomes(overwriting: force), try pipeline.outcomes(overwriting: force))
            try stack.write(first)
            try pipeline.write(second)
            let outcomes = first + second
            return StackResult(
                status: .done,
                text: outcomes.map { "\($0.state.rawValue): \($0.path.terminalSafe)\n" }.joined(),
                remarks: quiet ? "" : try remarks(outcomes, stack, pipeline, variables),
                document: InitDocument(files: outcomes.map { InitDocument.File(path: $0.path, state: $0.state) })
            )
        }
        return try command.write(results)
    }

    private func starters(_ files: any StackFiles) -> [NewFiles.File] {
        let reader = StackReader(files: files, environment: [:], resolvesSecrets: false)
        let example = NewFiles.File(path: Export.wholeFile, text: StarterFiles.example, isKept: true)
        // Beside connections that are declared already, an example would be one more to create.
        let hasOthers = files.isDirectory(folder) && reader.hasConnectionFiles(inDirectory: folder)
        let isThere = files.identity(of: folder == "." ? Export.wholeFile : "\(folder)/\(Export.wholeFile)") != nil
        return [NewFiles.File(path: "patchbay.yaml", text: StarterFiles.settings, isKept: true)]
            + (hasOthers && !isThere ? [] : [example])
            + [
                NewFiles.File(path: ".gitignore", text: StarterFiles.ignored, isKept: true)
            ] + Self.schemas
    }

    /// The JSON Schemas of the files, for editors.
    private static let schemas = [
        NewFiles.File(path: Export.schemaFile, text: Schema.connections.text),
        NewFiles.File(path: StarterFiles.settingsSchema, text: Schema.settings.text),
    ]

    private func remarks(
        _ outcomes: [NewFiles.Outcome],
        _ stack: NewFiles,
        _ pipeline: NewFiles,
        _ variables: [String]
    ) throws -> String {
        let kept = outcomes.filter { $0.state == .kept }.map(\.path)
        var text = try ignoring(kept, stack)
        let pipelinePath = ci.map { pipeline.path(of: $0.path) }
        let schemas = Self.schemas.map { stack.path(of: $0.path) }
        let renewable = kept.filter { $0 == pipelinePath || schemas.contains($0) }
        if !renewable.isEmpty {
            let list = renewable.map { "'\($0.terminalSafe)'" }.joined(separator: " and ")
            let (holds, it) = renewable.count == 1 ? ("holds", "it") : ("hold", "them")
            text += "\(list) \(holds) something else than is written today; --force writes \(it) anew.\n"
        }
        if let ci, let path = pipelinePath {
            if kept.contains(path) {
                text += ci.missing(variables, in: String(decoding: try pipeline.contents(path) ?? [], as: UTF8.self))
            } else {
                text += "Next: edit what is marked EDIT in '\(path)' before the first push.\n"
            }
        }
        let folder = folder == "." ? "" : " \(folder.terminalSafe)"
        return text + "Next: 'patchbay plan\(folder) --api-url sandbox' tries it without an account;"
            + " 'patchbay export --out \(self.folder.terminalSafe)' takes over what an account has.\n"
    }

    /// What a `.gitignore` that was kept does not have.
    private func ignoring(_ kept: [String], _ stack: NewFiles) throws -> String {
        let path = stack.path(of: ".gitignore")
        guard kept.contains(path) else { return "" }
        let present = String(decoding: try stack.contents(path) ?? [], as: UTF8.self)
            .split(whereSeparator: \.isNewline).map(String.init)
        let missing = StarterFiles.ignoredPatterns.filter { !present.contains($0) }
        guard !missing.isEmpty else { return "" }
        let list = missing.map { "'\($0)'" }.joined(separator: " and ")
        return "warning: add \(list) to '\(path.terminalSafe)', for what patchbay keeps on this machine\n"
    }
}
