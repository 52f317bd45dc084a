/// Where one stack's files are.
package enum StackSource: Sendable, Hashable {
    /// A directory and all below it.
    case directory(String)
    /// Files of one stack, in this order.
    ///
    /// Their settings are `patchbay.yaml` if it is among them, else that beside the first of them. In the second case
    /// `owns` is left out, because the files beside it that were not given would count as undeclared.
    case files([String])
    /// Connections only, with the settings of the working directory as for ``files(_:)``.
    case standardInput

    /// The command line arguments that name it.
    package var arguments: [String] {
        switch self {
        case .directory(let path): [path]
        case .files(let paths): paths
        case .standardInput: ["-"]
        }
    }

    /// What relative paths in its settings are relative to, itself relative to the working directory.
    package var directory: String {
        switch self {
        case .directory(let path): path
        case .files(let paths): paths.first.map(directoryPath(of:)) ?? "."
        case .standardInput: "."
        }
    }

    /// The same by paths from a directory where they lie below it, so that they are found elsewhere, too; each file once.
    package func relative(to directory: DirectoryPaths) -> StackSource {
        let relative = { (path: String) in directory.path(of: path) ?? path }
        switch self {
        case .directory(let path): return .directory(relative(path))
        case .files(let paths):
            var seen: Set<String> = []
            return .files(paths.map(relative).filter { seen.insert($0).inserted })
        case .standardInput: return .standardInput
        }
    }

    /// The path from the working directory of a file that a place in this stack names.
    package func path(ofPlaceIn file: String) -> String {
        switch self {
        case .directory(let path) where path != ".": join(path, file)
        case .directory, .files, .standardInput: file
        }
    }
}

/// The part of a path before its last name; `.` when there is none.
func directoryPath(of file: String) -> String {
    guard let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
}

/// A path within a directory; an absolute path stays as it is.
func join(_ directory: String, _ path: String) -> String {
    if directory == "." || path.hasPrefix("/") { return path }
    return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
}
