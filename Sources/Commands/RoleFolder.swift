import Diagnostics
import LocalFiles

/// The folder that `iam-policy` writes into: all of its files, or none where one of them must not be written.
struct RoleFolder {
    struct File {
        /// Of ours, with at most one folder before it.
        var name: String
        var text: String
    }

    let path: String
    /// Whether files with other content are written over.
    let force: Bool

    func path(of name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    /// Files that are as they should be are left alone.
    ///
    /// - Throws: ``OtherContent`` and ``FileInTheWay`` before anything is written, or why one cannot be written.
    func write(_ files: [File]) throws {
        do {
            try FileNames.makeFolder(path)
        } catch {
            throw FileInTheWay(path: path, reason: error.text)
        }
        var missing: [File] = []
        for file in files {
            try checkFolder(of: file)
            let place = path(of: file.name)
            if let obstacle = FileNames.obstacle(at: place) {
                throw FileInTheWay(path: place, reason: "it is \(obstacle), not a file")
            }
            let content = try content(of: place)
            if content == file.text { continue }
            guard content == nil || force else { throw OtherContent(path: place) }
            missing.append(file)
        }
        // Anyone may read what is no secret.
        for file in missing {
            if let folder = folder(of: file) {
                do {
                    try FileNames.makeFolders(folder)
                } catch {
                    throw FileInTheWay(path: folder, reason: error.text)
                }
            }
            try OutputFile(path: path(of: file.name), isForEveryone: true).write(file.text)
        }
    }

    /// nil where the file is in the folder of all.
    private func folder(of file: File) -> String? {
        let names = file.name.split(separator: "/")
        return names.count > 1 ? path(of: String(names[0])) : nil
    }

    private func checkFolder(of file: File) throws(FileInTheWay) {
        guard let folder = folder(of: file), let obstacle = FileNames.obstacle(at: folder), obstacle != "a directory"
        else { return }
        throw FileInTheWay(path: folder, reason: "it is \(obstacle), not a folder")
    }

    /// nil when there is no such file.
    private func content(of place: String) throws(FileInTheWay) -> String? {
        do throws(OpenFile.Failure) {
            guard let size = try FileNames.size(of: place) else { return nil }
            return String(decoding: try OpenFile.reading(place).readAll(expecting: size), as: UTF8.self)
        } catch {
            throw FileInTheWay(path: place, reason: error.text)
        }
    }
}

private struct OtherContent: ReportableError {
    var path: String

    var report: ErrorReport {
        ErrorReport(
            .fileExists,
            .general,
            "'\(path)' exists already, with another content",
            cause: "without --force nothing is written over; nothing was written",
            nextStep: "look at it, and give --force to write over it, or another --out"
        )
    }
}

private struct FileInTheWay: ReportableError {
    var path: String
    var reason: String

    var report: ErrorReport {
        ErrorReport(
            .fileUnwritable,
            .general,
            "'\(path)' can't be written",
            cause: reason,
            nextStep: "choose another folder with --out, or move away what is there"
        )
    }
}
