import FoundationEssentials
import LocalFiles

/// The file that keeps a sandbox between runs: replaced as a whole, so that a reader never sees half a write.
///
/// Writers take turns by the lock of a second file beside it, since the first is another file after every write.
package struct SandboxFile: Sendable {
    /// In bytes.
    package static let sizeLimit = 256 << 20

    /// What the path held when it was last read or written through this value.
    private enum Content: Hashable {
        case notLookedAt
        case missing
        case file(OpenFile.Signature)
    }

    package let path: String
    private let folder: String
    private var content = Content.notLookedAt

    package init(path: String) {
        self.path = path
        guard let slash = path.lastIndex(of: "/") else {
            folder = "."
            return
        }
        folder = slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether there was no file when it was last looked at.
    var isMissing: Bool { content == .missing }

    /// Runs `body` while no other writer of this file does; waits for its turn.
    ///
    /// - Throws: ``SandboxFileError`` of the body, or when the lock cannot be had.
    func withLock<Value>(_ body: () throws(SandboxFileError) -> Value) throws(SandboxFileError) -> Value {
        let lock = try openLock()
        defer { lock.unlock() }
        return try body()
    }

    /// What the file holds, an empty account when there is none; nil when that is what was last read or written.
    mutating func newContent() throws(SandboxFileError) -> SandboxState? {
        try refuseLinkedFolder()
        let file: OpenFile
        do {
            file = try OpenFile.reading(path)
        } catch {
            guard error.isMissingFile else { throw sandboxError(error) }
            defer { content = .missing }
            return content == .missing ? nil : SandboxState()
        }
        guard let signature = try attempt({ () throws(OpenFile.Failure) in try file.signature() }) else {
            throw SandboxFileError(path, .notARegularFile)
        }
        guard content != .file(signature) else { return nil }
        guard signature.size <= Self.sizeLimit else { throw SandboxFileError(path, .tooLarge) }
        let bytes = try attempt { () throws(OpenFile.Failure) in try file.readAll(expecting: signature.size) }
        let state = try decode(bytes)
        content = .file(signature)
        return state
    }

    /// Replaces the file, but no symbolic link; to be called under the lock.
    mutating func save(_ state: SandboxState) throws(SandboxFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes: [UInt8]
        do {
            bytes = Array(try encoder.encode(state)) + [UInt8(ascii: "\n")]
        } catch {
            throw SandboxFileError(path, .corrupt("\(error)"))
        }
        guard !FileNames.isSymbolicLink(path) else { throw SandboxFileError(path, .symbolicLink) }
        let replacement = path + ".new"
        do {
            // One that is there was left by a writer that died: under the lock all of them use this one name.
            try FileNames.remove(replacement)
            let file = try OpenFile.creating(replacement)
            try file.writeAll(bytes)
            content = try file.signature().map(Content.file) ?? .notLookedAt
            try FileNames.replace(path, with: replacement)
        } catch {
            content = .notLookedAt
            throw sandboxError(error)
        }
    }

    private func openLock() throws(SandboxFileError) -> OpenFile {
        try refuseLinkedFolder()
        do {
            try FileNames.makeFolder(folder)
            return try OpenFile.locking(path + ".lock")
        } catch {
            throw sandboxError(error)
        }
    }

    private func decode(_ bytes: [UInt8]) throws(SandboxFileError) -> SandboxState {
        do {
            return try JSONDecoder().decode(SandboxState.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw SandboxFileError(path, .corrupt(error.plainDescription))
        } catch {
            throw SandboxFileError(path, .corrupt("\(error)"))
        }
    }

    private func refuseLinkedFolder() throws(SandboxFileError) {
        guard !FileNames.isSymbolicLink(folder) else { throw SandboxFileError(folder, .symbolicLink) }
    }

    private func attempt<Value>(_ body: () throws(OpenFile.Failure) -> Value) throws(SandboxFileError) -> Value {
        do {
            return try body()
        } catch {
            throw sandboxError(error)
        }
    }

    private func sandboxError(_ failure: OpenFile.Failure) -> SandboxFileError {
        SandboxFileError(path, failure.isSymbolicLink ? .symbolicLink : .system(failure.text))
    }
}
