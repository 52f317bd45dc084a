/// Paths as a pipeline wants them: from the root of the checkout, though the program may run in a folder of it.
package struct WorkspacePaths: Sendable, Hashable {
    private let workingDirectory: String
    private let workspace: [Substring]?

    /// Takes two absolute paths; without a workspace, or with one that is not absolute, paths stay as they are.
    package init(workingDirectory: String, workspace: String?) {
        self.workingDirectory = workingDirectory
        self.workspace = workspace.flatMap { $0.hasPrefix("/") ? Self.names(of: $0) : nil }
    }

    /// The path from the workspace of one from the working directory; the latter where it is not in the workspace.
    package func path(of file: String) -> String {
        let names = Self.names(of: file.hasPrefix("/") ? file : "\(workingDirectory)/\(file)")
        guard let workspace, names.count > workspace.count, names.starts(with: workspace) else { return file }
        return names.dropFirst(workspace.count).joined(separator: "/")
    }

    /// The names that lead to a path from the root, without `.` and `..`.
    private static func names(of path: String) -> [Substring] {
        var names: [Substring] = []
        for name in path.split(separator: "/") where name != "." {
            if name != ".." {
                names.append(name)
            } else if !names.isEmpty {
                names.removeLast()
            }
        }
        return names
    }
}
