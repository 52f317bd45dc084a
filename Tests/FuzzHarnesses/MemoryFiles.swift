import Stacks

/// The files of a stack that stands in the directory `stack`, in memory.
struct MemoryFiles: StackFiles {
    private let files: [String: [UInt8]]

    /// By their paths below the directory.
    init(_ files: [String: [UInt8]]) {
        self.files = Dictionary(uniqueKeysWithValues: files.map { ("stack/\($0.key)", $0.value) })
    }

    func isDirectory(_ path: String) -> Bool { path == "stack" }

    func identity(of path: String) -> FileIdentity? { nil }

    func listing(ofDirectory path: String) throws(FileProblem) -> DirectoryListing {
        let names = files.keys.filter { $0.hasPrefix("\(path)/") }
            .compactMap { $0.dropFirst(path.utf8.count + 1).split(separator: "/").first.map(String.init) }
        let entries = Set(names).sorted().map { name in
            DirectoryListing.Entry(name: name, kind: files["\(path)/\(name)"] == nil ? .directory : .file)
        }
        let number = UInt64(truncatingIfNeeded: path.hashValue)
        return DirectoryListing(identity: FileIdentity(device: 1, number: number), entries: entries)
    }

    func contents(ofFile path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        guard let bytes = files[path] else { throw FileProblem(.missing, "there is no such file or directory") }
        guard bytes.count <= limit else { throw FileProblem(.tooLarge, "it is larger than \(limit) bytes") }
        return bytes
    }

    func standardInput(limit: Int) throws(FileProblem) -> [UInt8] { [] }

    func name(ofDirectory path: String) -> String { path }
}
