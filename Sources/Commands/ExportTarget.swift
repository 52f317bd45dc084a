import ArgumentParser
import Diagnostics
import Exporting
import LocalFiles
import Rendering
import Stacks

/// Where an export goes: to standard output, into a file, or into a folder in a layout.
struct ExportTarget {
    /// nil for standard output.
    let path: String?
    let layout: ExportLayout
    private let files: any StackFiles

    /// - Throws: A usage error.
    init(_ path: String?, _ layout: ExportLayout?, in files: any StackFiles) throws {
        self.path = path
        self.layout = layout ?? .one
        self.files = files
        if let path, path.isEmpty || path == "-" {
            throw ValidationError("--out takes a folder or a YAML file; without it the export goes to standard output")
        }
        guard layout == nil || layout == .one || isFolder else {
            throw ValidationError("--layout \(layout?.rawValue ?? "") needs a folder in --out")
        }
        if let path, isFile, lastName(of: path).hasPrefix("patchbay.y") {
            throw ValidationError("--out can't be '\(path.terminalSafe)', which is for settings; name another file")
        }
        if let path, path.split(separator: "/").contains(".patchbay") {
            throw ValidationError("--out can't be in a folder '.patchbay', which keeps what patchbay itself needs")
        }
    }

    private var isFile: Bool {
        guard let path else { return false }
        return (path.hasSuffix(".yaml") || path.hasSuffix(".yml")) && !files.isDirectory(path)
    }

    private var isFolder: Bool { path != nil && !isFile }

    /// The folder that the files are in; nil for standard output.
    private var folder: String? {
        guard let path, isFile else { return path }
        let above = path.split(separator: "/").dropLast().joined(separator: "/")
        let root = path.hasPrefix("/") ? "/" : ""
        return root + above == "" ? "." : root + above
    }

    /// The directory whose settings count: the target's, where there is one already.
    var settingsDirectory: String {
        guard let folder, files.isDirectory(folder) else { return "." }
        return folder
    }

    /// What a plan of the written files is made of; nil for standard output.
    var source: StackSource? {
        guard let path else { return nil }
        return isFile ? .files([path]) : .directory(path)
    }

    /// Whether the folder lacks what a stack usually has.
    var hasNoSettings: Bool {
        guard let folder else { return false }
        return files.identity(of: folder == "." ? "patchbay.yaml" : "\(folder)/patchbay.yaml") == nil
    }

    /// What standard output gets when nothing is written.
    func text(of export: Export) -> String { export.files(.one).map(\.text).joined() }

    /// Writes the files, after all of them were looked at; nothing for standard output.
    ///
    /// - Throws: ``FilesExist``, ``UnwritableFile``.
    func write(_ export: Export, overwriting: Bool) throws -> [ExportDocument.File] {
        guard let folder, let path else { return [] }
        var files = export.files(layout)
        if isFile { files[0].path = lastName(of: path) }
        let starters = StarterFiles.self
        let new = NewFiles(
            in: folder,
            files.map {
                let earlier = $0.path == Export.wholeFile ? starters.example : nil
                return NewFiles.File(path: $0.path, text: $0.text, earlierText: earlier)
            } + [NewFiles.File(path: Export.schemaFile, text: Schema.connections.text)]
        )
        let outcomes = try new.outcomes(overwriting: overwriting)
        let blocked = outcomes.dropLast().filter { $0.state == .kept }.map(\.path)
        guard blocked.isEmpty else { throw FilesExist(paths: blocked) }
        try new.write(outcomes)
        let written = zip(files, outcomes).map {
            ExportDocument.File(path: $1.path, connections: $0.count, state: $1.state)
        }
        return written + (try removeExample(new, unless: files.contains { $0.path == Export.wholeFile }))
    }

    /// Takes away the example of `init` that nobody changed, which would be a connection beside the real ones.
    private func removeExample(_ new: NewFiles, unless isOverwritten: Bool) throws -> [ExportDocument.File] {
        let path = new.path(of: Export.wholeFile)
        guard !isOverwritten, FileNames.obstacle(at: path) == nil, let bytes = try new.contents(path),
            bytes.elementsEqual(StarterFiles.example.utf8)
        else { return [] }
        do {
            try FileNames.remove(path)
        } catch {
            throw UnwritableFile(path: path, reason: error.text)
        }
        return [ExportDocument.File(path: path, connections: 0, state: .removed)]
    }

    private func lastName(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// Files are there already that hold something else.
struct FilesExist: ReportableError {
    private static let mostShown = 10

    var paths: [String]

    var report: ErrorReport {
        let shown = paths.prefix(Self.mostShown).map { "'\($0)'" }.joined(separator: ", ")
        let more = paths.count > Self.mostShown ? " and \(paths.count - Self.mostShown) more" : ""
        return ErrorReport(
            .fileExists,
            .general,
            "\(shown)\(more) \(paths.count == 1 ? "exists" : "exist") already, with another content",
            cause: "an export never overwrites what it did not write; nothing was written",
            nextStep: "look at \(paths.count == 1 ? "it" : "them"), and give --force to overwrite, or another --out"
        )
    }
}
