import ArgumentParser

/// Where pipelines run that `init` can write.
enum PipelineHost: String, ExpressibleByArgument, CaseIterable {
    case github
    case gitlab

    /// The host's own path, from the root of the repository.
    func file(for folder: String) -> NewFiles.File {
        let folder = plain(folder)
        return switch self {
        case .github: NewFiles.File(path: ".github/workflows/connections.yml", text: GitHubPipeline.text(folder))
        case .gitlab: NewFiles.File(path: ".gitlab-ci.yml", text: GitLabPipeline.text(folder))
        }
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
