import Stacks

/// The Git checkout that a directory is in, as far as its commit goes; its files are read, and nothing is executed.
struct GitCheckout {
    private static let mostRead = 4 << 20

    private let files: any StackFiles
    /// Absolute, without `.` and `..`.
    private let directory: String

    /// The directory is absolute, or relative to the working directory, which is absolute.
    init(of directory: String, in workingDirectory: String, _ files: any StackFiles) {
        self.files = files
        self.directory = Self.absolute(directory, in: workingDirectory)
    }

    /// 40 or 64 digits of base 16.
    static func isCommit(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    /// The commit that is checked out; nil outside of a checkout, and where that cannot be told.
    var commit: String? {
        guard let gitDirectory, let head = text(of: "\(gitDirectory)/HEAD") else { return nil }
        if Self.isCommit(head) { return head }
        guard head.hasPrefix("ref: ") else { return nil }
        let reference = String(head.dropFirst(5))
        let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.first == "refs", !parts.contains(""), !parts.contains("."), !parts.contains("..") else {
            return nil
        }
        // A further worktree has its own HEAD, and its branches where the first one has them.
        let shared = text(of: "\(gitDirectory)/commondir").map { Self.absolute($0, in: gitDirectory) } ?? gitDirectory
        for place in [gitDirectory, shared] {
            if let commit = text(of: "\(place)/\(reference)"), Self.isCommit(commit) { return commit }
        }
        return packed(reference, in: shared)
    }

    /// `.git` of the directory or of the nearest one above it that has one, where it is a file the folder that it leads to.
    private var gitDirectory: String? {
        var names = directory.split(separator: "/")
        while true {
            let candidate = "/" + (names + [".git"]).joined(separator: "/")
            if files.isDirectory(candidate) { return candidate }
            if let link = text(of: candidate), link.hasPrefix("gitdir: ") {
                return Self.absolute(String(link.dropFirst(8)), in: "/" + names.joined(separator: "/"))
            }
            guard !names.isEmpty else { return nil }
            names.removeLast()
        }
    }

    private func packed(_ reference: String, in directory: String) -> String? {
        guard let lines = text(of: "\(directory)/packed-refs") else { return nil }
        for line in lines.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, words[1] == reference, Self.isCommit(String(words[0])) { return String(words[0]) }
        }
        return nil
    }

    /// Without the line break at its end; nil when there is no such file, or one that Git would not write.
    private func text(of path: String) -> String? {
        guard let bytes = try? files.contents(ofFile: path, limit: Self.mostRead) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private static func absolute(_ path: String, in directory: String) -> String {
        var names: [Substring] = []
        for name in (path.hasPrefix("/") ? path : "\(directory)/\(path)").split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return "/" + names.joined(separator: "/")
    }
}
