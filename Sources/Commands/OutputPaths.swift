import ArgumentParser
import Rendering
import Stacks

/// The files that the flags of one command line ask for, which must be none that the run reads, and not twice the same.
struct OutputPaths {
    private let outputs: [(flag: String, path: String)]
    private let files: any StackFiles

    /// Takes the flags with their paths; nil is that of one that is not given.
    init(_ outputs: KeyValuePairs<String, String?>, in files: any StackFiles) {
        self.outputs = outputs.compactMap { flag, path in path.map { (flag, $0) } }
        self.files = files
    }

    /// - Throws: A usage error, before anything is read or written.
    func check(apartFrom inputs: [String]) throws {
        for (index, output) in outputs.enumerated() {
            let (flag, path) = output
            if path.isEmpty || path == "-" {
                throw ValidationError("\(flag) takes a file; standard output has the result, in the form of '--format'")
            }
            if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                throw ValidationError(
                    "\(flag) can't be a YAML file, which is taken for connections; use another ending"
                )
            }
            if path.split(separator: "/").contains(".patchbay") {
                throw ValidationError(
                    "\(flag) can't be in a folder '.patchbay', which keeps what patchbay itself needs"
                )
            }
            if inputs.contains(where: { isSame($0, path) }) {
                throw ValidationError("\(flag) '\(path.terminalSafe)' would be written over a file that the run reads")
            }
            if let other = outputs[..<index].first(where: { isSame($0.path, path) }) {
                throw ValidationError("\(flag) and \(other.flag) can't be the same file, '\(path.terminalSafe)'")
            }
        }
    }

    /// Whether both are paths of one file, which may not be there yet.
    private func isSame(_ one: String, _ other: String) -> Bool {
        if let identity = files.identity(of: one), identity == files.identity(of: other) { return true }
        let (one, other) = (Location(one), Location(other))
        guard one.name == other.name else { return false }
        let folder = files.identity(of: one.folder)
        return folder == nil ? one == other : folder == files.identity(of: other.folder)
    }
}

/// A path without `.` and without doubled slashes.
private struct Location: Equatable {
    var folder: String
    var name: String

    init(_ path: String) {
        let names = path.split(separator: "/").filter { $0 != "." }
        let root = path.hasPrefix("/") ? "/" : ""
        let above = root + names.dropLast().joined(separator: "/")
        folder = above.isEmpty ? "." : above
        name = names.last.map(String.init) ?? "."
    }
}
