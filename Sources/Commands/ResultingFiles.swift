import Stacks

/// The files as they are to be, before any of them is written: what is there, with some more and without others.
struct ResultingFiles: StackFiles {
    private let present: any StackFiles
    /// By path.
    private let written: [String: [UInt8]]
    private let removed: Set<String>
    /// All folders above what is written, in an order that their identities come from.
    private let folders: [String]

    init(_ present: any StackFiles, writing written: [(path: String, text: String)], removing removed: [String]) {
        self.present = present
        self.written = Dictionary(
            written.map { (Self.plain($0.path), Array($0.text.utf8)) },
            uniquingKeysWith: { $1 }
        )
        self.removed = Set(removed.map(Self.plain))
        folders = Set(self.written.keys.flatMap(Self.folders)).sorted()
    }

    func isDirectory(_ path: String) -> Bool { present.isDirectory(path) || folders.contains(Self.plain(path)) }

    func identity(of path: String) -> FileIdentity? {
        let plain = Self.plain(path)
        if removed.contains(plain) { return nil }
        return present.identity(of: path) ?? newIdentity(of: plain)
    }

    func listing(ofDirectory path: String) throws(FileProblem) -> DirectoryListing {
        let plain = Self.plain(path)
        var listing: DirectoryListing
        if !present.isDirectory(path), let identity = newIdentity(of: plain), folders.contains(plain) {
            listing = DirectoryListing(identity: identity, entries: [])
        } else {
            listing = try present.listing(ofDirectory: path)
        }
        let above = plain.isEmpty || plain == "/" ? plain : "\(plain)/"
        listing.entries.removeAll { removed.contains(above + $0.name) }
        var names = Set(listing.entries.map(\.name))
        for file in written.keys.sorted() where file.hasPrefix(above) {
            let rest = file.dropFirst(above.count).split(separator: "/")
            guard let name = rest.first.map(String.init), names.insert(name).inserted else { continue }
            listing.entries.append(.init(name: name, kind: rest.count == 1 ? .file : .directory))
        }
        return listing
    }

    func contents(ofFile path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        let plain = Self.plain(path)
        if removed.contains(plain) { throw FileProblem(.missing, "it is to be removed") }
        guard let bytes = written[plain] else { return try present.contents(ofFile: path, limit: limit) }
        guard bytes.count <= limit else { throw FileProblem(.tooLarge, "it is larger than \(limit) bytes") }
        return bytes
    }

    func standardInput(limit: Int) throws(FileProblem) -> [UInt8] { try present.standardInput(limit: limit) }

    func name(ofDirectory path: String) -> String {
        present.isDirectory(path) ? present.name(ofDirectory: path) : String(path.split(separator: "/").last ?? "")
    }

    /// Of what is not there yet; no device has this number.
    private func newIdentity(of path: String) -> FileIdentity? {
        let all = folders + written.keys.sorted()
        return all.firstIndex(of: path).map { FileIdentity(device: .max, number: UInt64($0)) }
    }

    /// Without `.` and empty names, so that one file has one path; empty for the working directory.
    private static func plain(_ path: String) -> String {
        (path.hasPrefix("/") ? "/" : "") + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func folders(above file: String) -> [String] {
        var folders = file.hasPrefix("/") ? ["/"] : [""]
        for name in file.split(separator: "/").dropLast() {
            let last = folders[folders.count - 1]
            folders.append(last.isEmpty || last == "/" ? last + name : "\(last)/\(name)")
        }
        return folders
    }
}
