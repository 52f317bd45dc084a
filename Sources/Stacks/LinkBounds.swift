/// Where symbolic links of a stack's directory may lead: within the Git repository that it is in, but not into what Git keeps there;
/// without a repository, within the directory.
///
/// Whoever proposes files could have other files of the machine read, and their lines quoted, otherwise.
struct LinkBounds {
    /// nil where it can't be found out, and no link is followed.
    private var root: String?

    init(around directory: String, in files: any StackFiles) {
        root = files.resolved(Self.repository(around: directory, in: files) ?? directory)
    }

    /// Whether what the path leads to lies within.
    func hold(_ path: String, in files: any StackFiles) -> Bool {
        guard let root, let place = files.resolved(path) else { return false }
        let names = place.split(separator: "/")
        let start = root.split(separator: "/")
        return names.starts(with: start) && !names.dropFirst(start.count).contains(".git")
    }

    private static func repository(around directory: String, in files: any StackFiles) -> String? {
        var path = directory
        var last = files.identity(of: directory)
        // More than any real path has.
        for _ in 0..<256 {
            if files.identity(of: join(path, ".git")) != nil { return path }
            path = StackInputs.above(path)
            let identity = files.identity(of: path)
            if identity == nil || identity == last { return nil }
            last = identity
        }
        return nil
    }
}
