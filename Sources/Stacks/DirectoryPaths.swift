/// Paths as they lead on from a directory, by whatever name a path calls that one: through links, `..` or `//`.
package struct DirectoryPaths: Sendable {
    private let directory: FileIdentity
    private let files: any StackFiles

    /// nil when there is no such directory.
    package init?(from directory: String, in files: any StackFiles) {
        guard files.isDirectory(directory), let identity = files.identity(of: directory) else { return nil }
        self.directory = identity
        self.files = files
    }

    /// The part of a path, absolute or from the working directory, that leads on from the directory; nil when it lies elsewhere.
    package func path(of path: String) -> String? {
        let root = path.hasPrefix("/") ? "/" : "."
        let names = plainNames(path.split(separator: "/"), from: root)
        for count in stride(from: names.count, through: 0, by: -1) {
            guard files.identity(of: location(names.prefix(count), from: root)) == directory else { continue }
            let rest = names.dropFirst(count)
            guard !leaves(rest) else { return nil }
            return rest.isEmpty ? "." : rest.joined(separator: "/")
        }
        return nil
    }

    /// Without `.`, and without each `..` that takes back the name before it, which one behind a link does not.
    private func plainNames(_ path: [Substring], from root: String) -> [Substring] {
        var names: [Substring] = []
        for name in path where name != "." {
            let above = names.dropLast()
            if name == "..", let last = names.last, last != "..",
                files.identity(of: location(names + [name], from: root))
                    == files.identity(of: location(above, from: root))
            {
                names.removeLast()
            } else {
                names.append(name)
            }
        }
        return names
    }

    private func location(_ names: some Collection<Substring>, from root: String) -> String {
        names.isEmpty ? root : (root == "/" ? "/" : "") + names.joined(separator: "/")
    }

    /// Whether `..` leads above the place at which the names begin.
    private func leaves(_ names: some Collection<Substring>) -> Bool {
        var depth = 0
        for name in names {
            depth += name == ".." ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
