import ArgumentParser
import Diagnostics
import Exporting
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

    /// What writing the export would do, after all paths were looked at; nil for standard output.
    ///
    /// With `isWhole` the export is of all connections, so that files of an earlier one that it has not are stale.
    ///
    /// - Throws: ``FilesExist``, ``UnwritableFile``.
    func changes(_ export: Export, isWhole: Bool, overwriting: Bool) throws -> ExportWriting? {
        guard let folder, let path else { return nil }
        var files = export.files(layout)
        if isFile { files[0].path = lastName(of: path) }
        let new = NewFiles(
            in: folder,
            files.map {
                let earlier = $0.path == Export.wholeFile ? StarterFiles.example : nil
                return NewFiles.File(path: $0.path, text: $0.text, earlierText: earlier)
            } + [NewFiles.File(path: Export.schemaFile, text: Schema.connections.text)]
        )
        let outcomes = try new.outcomes(overwriting: overwriting)
        let blocked = outcomes.dropLast().filter { $0.state == .kept }.map(\.path)
        let others = Set(files.map { new.path(of: $0.path) })
        let earlier = EarlierExport(new, self.files)
        let stale = isWhole && isFolder ? try earlier.paths.filter { !others.contains($0) } : []
        guard blocked.isEmpty, stale.isEmpty || overwriting else { throw FilesExist(paths: blocked, stale: stale) }
        let example = try others.contains(new.path(of: Export.wholeFile)) ? nil : earlier.example
        return ExportWriting(new: new, files: files, outcomes: outcomes, removals: stale + [example].compactMap(\.self))
    }

    private func lastName(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// Files are there already that hold something else.
struct FilesExist: ReportableError {
    private static let mostShown = 10

    /// With another content.
    var paths: [String]
    /// Of an earlier export, with connections that the account no longer has, or in another layout.
    var stale: [String] = []

    var report: ErrorReport {
        var parts: [String] = []
        if !paths.isEmpty {
            parts.append("\(Self.list(paths)) \(paths.count == 1 ? "exists" : "exist") already, with another content")
        }
        if !stale.isEmpty {
            parts.append(
                "\(Self.list(stale)) \(stale.count == 1 ? "is" : "are") of an earlier export and not of this one"
            )
        }
        let all = paths + stale
        return ErrorReport(
            .fileExists,
            .general,
            parts.joined(separator: "; "),
            cause: "without --force an export overwrites and removes nothing; nothing was written",
            nextStep: "look at \(all.count == 1 ? "it" : "them"), and give --force to overwrite"
                + (stale.isEmpty ? "" : " and remove") + ", or another --out"
        )
    }

    private static func list(_ paths: [String]) -> String {
        let shown = paths.prefix(mostShown).map { "'\($0)'" }.joined(separator: ", ")
        return shown + (paths.count > mostShown ? " and \(paths.count - mostShown) more" : "")
    }
}

/// The files would say that there are no connections, and that is most likely a mistake.
enum NothingExported: ReportableError {
    /// No pattern of `--only` matches anything.
    case unmatched(patterns: [String])
    /// There is nothing to export, and files that declare connections would be overwritten or removed.
    case overwriting(declared: Int, files: Int)

    var report: ErrorReport {
        switch self {
        case .unmatched(let patterns):
            ErrorReport(
                .nothingExported,
                .general,
                "--only \(patterns.map { "'\($0)'" }.joined(separator: ", ")) matches no live connection",
                cause: "nothing was written",
                nextStep: "look at the names of the account with 'patchbay export'"
            )
        case .overwriting(let declared, let files):
            ErrorReport(
                .nothingExported,
                .general,
                "there is nothing to export, and \(files.counted("file", "files")) with"
                    + " \(declared.counted("connection", "connections")) would be overwritten or removed",
                cause: "the account has nothing of what was asked for, and may be another one; nothing was written",
                nextStep: "check the API key and the address; if they are right, pass --new-account"
            )
        }
    }
}
