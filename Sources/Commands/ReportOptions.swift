import ArgumentParser

/// Whose annotations are written.
enum AnnotationStyle: String, ExpressibleByArgument, CaseIterable {
    case github
}

/// The flag of every command that reads files or plans.
struct AnnotationOptions: ParsableArguments {
    @Option(help: "Also write errors, warnings and blocked changes as annotations of a pipeline, to standard error.")
    var annotations: AnnotationStyle?
}

/// The flag of commands that show plans.
struct GitLabOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write the counts of changes for GitLab's artifacts:reports:terraform.",
            valueName: "file"
        ),
        completion: .file()
    )
    var gitlabReport: String?
}

/// The flag of commands that check something.
struct JUnitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write the result as JUnit XML, a test case for each file.", valueName: "file"),
        completion: .file()
    )
    var junit: String?
}
