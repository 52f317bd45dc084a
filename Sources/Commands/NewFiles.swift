import Diagnostics
import LocalFiles
import Rendering
import Stacks

/// Files that a command makes for people: all paths are looked at before the first one is written.
struct NewFiles {
    struct File {
        /// From the folder of all of them; only names of ours, with `/` between them.
        var path: String
        var text: String
        /// A file with other bytes is kept, whatever else is overwritten.
        var isKept = false
        /// Bytes of ours that nobody changed may be overwritten without being asked.
        var earlierText: String?
    }

    /// What is to become of each file.
    struct Outcome {
        var path: String
        var state: NewFileState
    }

    /// From how many files on the disk is awaited once for all of them.
    private static let many = 100

    /// From the working directory, or absolute; it is made when something is to be written.
    let folder: String
    private let files: [File]

    init(in folder: String, _ files: [File]) {
        self.folder = folder
        self.files = files
    }

    /// What writing would do; with `overwriting` a file with other bytes is replaced and not kept.
    ///
    /// - Throws: ``UnwritableFile`` where a link, a folder or anything else that is no file stands in the way.
    func outcomes(overwriting: Bool) throws -> [Outcome] {
        try checkFolder()
        return try files.map { file in
            try checkFolders(above: file.path)
            let path = path(of: file.path)
            guard let bytes = try contents(path) else { return Outcome(path: path, state: .written) }
            if bytes.elementsEqual(file.text.utf8) { return Outcome(path: path, state: .unchanged) }
            let isOurs = file.earlierText.map { bytes.elementsEqual($0.utf8) } ?? false
            return Outcome(path: path, state: isOurs || overwriting && !file.isKept ? .replaced : .kept)
        }
    }

    /// Writes what the outcomes say, each file as a whole or not at all.
    ///
    /// - Throws: ``UnwritableFile``; the files before it are then written.
    func write(_ outcomes: [Outcome]) throws {
        let areMany = files.count >= Self.many
        defer { if areMany { FileNames.awaitAll() } }
        for (file, outcome) in zip(files, outcomes) where outcome.state == .written || outcome.state == .replaced {
            let above = file.path.split(separator: "/").dropLast().joined(separator: "/")
            do {
                try FileNames.makeFolders(path(of: above))
            } catch {
                throw UnwritableFile(path: outcome.path, reason: error.text)
            }
            try OutputFile(path: outcome.path, isForEveryone: true, isAwaited: !areMany).write(file.text)
        }
    }

    /// The path from the working directory of one in the folder.
    func path(of path: String) -> String {
        if path.isEmpty { return folder }
        return folder == "." ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// The bytes of a regular file, or nil when there is nothing.
    func contents(_ path: String) throws -> [UInt8]? {
        if let obstacle = FileNames.obstacle(at: path) {
            throw UnwritableFile(path: path, reason: "it is \(obstacle), not a file")
        }
        do {
            guard let size = try FileNames.size(of: path) else { return nil }
            return try OpenFile.reading(path).readAll(expecting: size)
        } catch {
            throw UnwritableFile(path: path, reason: error.text)
        }
    }

    /// The folder itself may be reached through links, since its path is the user's.
    private func checkFolder() throws {
        guard !DiskFiles().isDirectory(folder) else { return }
        if FileNames.obstacle(at: folder) == nil, try contents(folder) == nil { return }
        throw UnwritableFile(path: folder, reason: "it is not a folder")
    }

    private func checkFolders(above path: String) throws {
        var folder = ""
        for name in path.split(separator: "/").dropLast() {
            folder += (folder.isEmpty ? "" : "/") + name
            let location = self.path(of: folder)
            guard try FileNames.size(ofEntry: location) != nil else { return }
            guard FileNames.obstacle(at: location) == "a directory" else {
                throw UnwritableFile(path: location, reason: "it is not a folder, or a link to one")
            }
        }
    }
}

extension FileNames {
    fileprivate static func size(ofEntry path: String) throws -> Int? {
        do {
            return try size(of: path)
        } catch {
            throw UnwritableFile(path: path, reason: error.text)
        }
    }
}
