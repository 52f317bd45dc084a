import Stacks

/// Files in memory, by their paths; directories are where files are.
struct FakeFiles: StackFiles {
    var files: [String: [UInt8]] = [:]
    var input: [UInt8] = []
    /// Paths at which everything fails.
    var unreadable: [String: String] = [:]

    init(_ texts: [String: String] = [:], input: String = "") {
        files = texts.mapValues { Array($0.utf8) }
        self.input = Array(input.utf8)
    }

    func isDirectory(_ path: String) -> Bool { (try? listing(ofDirectory: path)) != nil }

    func identity(of path: String) -> FileIdentity? {
        files[path] == nil
            ? (try? listing(ofDirectory: path))?.identity
            : FileIdentity(device: 2, number: UInt64(truncatingIfNeeded: path.hashValue))
    }

    func listing(ofDirectory path: String) throws(FileProblem) -> DirectoryListing {
        if let reason = unreadable[path] { throw FileProblem(.unreadable, reason) }
        let prefix = path == "." ? "" : path.hasSuffix("/") ? path : "\(path)/"
        let below = files.keys.filter { $0.hasPrefix(prefix) && (path != "." || !$0.hasPrefix("/")) }
        guard !below.isEmpty || path == "." else {
            throw FileProblem(.missing, "there is no such file or directory")
        }
        let names = Set(below.compactMap { $0.dropFirst(prefix.count).split(separator: "/").first.map(String.init) })
        let number = UInt64(truncatingIfNeeded: path.hashValue)
        return DirectoryListing(
            identity: .init(device: 1, number: number),
            entries: names.map { .init(name: $0, kind: files["\(prefix)\($0)"] == nil ? .directory : .file) }
        )
    }

    func contents(ofFile path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        if let reason = unreadable[path] { throw FileProblem(.unreadable, reason) }
        guard let bytes = files[path] else { throw FileProblem(.missing, "there is no such file or directory") }
        guard bytes.count <= limit else { throw FileProblem(.tooLarge, "it is larger than \(limit) bytes") }
        return bytes
    }

    func standardInput(limit: Int) throws(FileProblem) -> [UInt8] {
        guard input.count <= limit else { throw FileProblem(.tooLarge, "it is larger than \(limit) bytes") }
        return input
    }

    func name(ofDirectory path: String) -> String {
        path == "." ? "here" : path.split(separator: "/").last.map(String.init) ?? "/"
    }
}
