import ArgumentParser

/// Where pipelines run that `init` can write.
enum PipelineHost: String, ExpressibleByArgument, CaseIterable {
    case github
    case gitlab

    /// The host's own path of the pipeline, from the root of the repository.
    var path: String {
        switch self {
        case .github: ".github/workflows/connections.yml"
        case .gitlab: ".gitlab-ci.yml"
        }
    }

    /// The pipeline for a stack that takes its secrets from these variables.
    func file(for folder: String, _ variables: [String]) -> NewFiles.File {
        let folder = plain(folder)
        let own = ["PICTORY_API_KEY", "PATCHBAY_LEDGER"]
        let variables = variables.filter { !own.contains($0) }
        return switch self {
        case .github: NewFiles.File(path: path, text: GitHubPipeline.text(folder, variables))
        case .gitlab: NewFiles.File(path: path, text: GitLabPipeline.text(folder, variables))
        }
    }

    /// What to add to a pipeline of ours that was edited, so that the apply has the secrets of the stack.
    ///
    /// Ends with a line break; empty where nothing is missing. On GitLab every job has all variables.
    func missing(_ variables: [String], in text: String) -> String {
        guard self == .github else { return "" }
        let missing = variables.filter { !text.contains("secrets.\($0) }}") }
        guard !missing.isEmpty else { return "" }
        return "warning: the stack takes secrets that '\(path)' does not have; add to the env of its apply:\n"
            + missing.map { "  \(GitHubPipeline.line($0))\n" }.joined()
    }

    /// Whether the folder's path means the same in the commands and patterns of a pipeline as here.
    func canName(_ folder: String) -> Bool {
        let isPlain = folder.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", ".", "_", "-", "/": true
            default: false
            }
        }
        let names = folder.split(separator: "/")
        return isPlain && !folder.hasPrefix("/") && !names.contains("..")
            && names.allSatisfy { !$0.hasPrefix("-") }
    }

    private func plain(_ folder: String) -> String {
        let names = folder.split(separator: "/").filter { $0 != "." }
        return names.isEmpty ? "." : names.joined(separator: "/")
    }
}
