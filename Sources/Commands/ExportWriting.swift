import Connections
import Exporting
import LocalFiles
import Reconciler
import Rendering
import Stacks

/// The files of an export, looked at and not yet written.
struct ExportWriting {
    let new: NewFiles
    let files: [ExportFile]
    /// Of the files, and then of the JSON Schema.
    let outcomes: [NewFiles.Outcome]
    /// Files that are to go once the others are written.
    let removals: [String]

    /// All files as they are to be.
    func result(in present: any StackFiles) -> ResultingFiles {
        ResultingFiles(
            present,
            writing: zip(files, outcomes).map { ($1.path, $0.text) },
            removing: removals
        )
    }

    /// Looks whether files of this account would be lost to another account, or to an empty one.
    ///
    /// - Throws: ``WrongAccount``, ``NothingExported``.
    func check(_ export: Export, of account: ReadAccount, _ reader: StackReader) throws {
        let lost = outcomes.dropLast().filter { $0.state == .replaced }.map(\.path) + removals
        guard !lost.isEmpty else { return }
        if let wrong = account.mayBeOther { throw wrong }
        guard export.entries.isEmpty else { return }
        let declared: Int
        do throws(InvalidStack) {
            declared = try reader.read(.files(lost)).desired.connections.count
        } catch {
            // What is not understood may declare something.
            declared = max(1, error.desired.connections.count)
        }
        if declared > 0 { throw NothingExported.overwriting(declared: declared, files: lost.count) }
    }

    /// - Throws: ``UnwritableFile``; the files before it are then written.
    func write() throws -> [ExportDocument.File] {
        try new.write(outcomes)
        for path in removals {
            do {
                try FileNames.remove(path)
            } catch {
                throw UnwritableFile(path: path, reason: error.text)
            }
        }
        removeEmptied()
        return zip(files, outcomes).map { ExportDocument.File(path: $1.path, connections: $0.count, state: $1.state) }
            + removals.map { ExportDocument.File(path: $0, connections: 0, state: .removed) }
    }
}

extension ExportWriting {
    /// Removes the folders of an earlier layout that nothing is left in; one that cannot go hurts nobody.
    fileprivate func removeEmptied() {
        for folder in Export.folders {
            let place = new.path(of: folder)
            if removals.contains(where: { $0.hasPrefix("\(place)/") }) { FileNames.removeIfEmpty(folder: place) }
        }
    }
}

/// What an earlier export, or `init`, left in a folder.
struct EarlierExport {
    private let new: NewFiles
    private let files: any StackFiles

    /// Looks into the folder of these files.
    init(_ new: NewFiles, _ files: any StackFiles) {
        self.new = new
        self.files = files
    }

    /// The files that are whole exports, in any layout, by path; links are left alone.
    ///
    /// - Throws: ``UnwritableFile`` where one cannot be read.
    var paths: [String] {
        get throws {
            let mark = Array(Export.mark.utf8)
            return try candidates.filter { path in
                guard FileNames.obstacle(at: path) == nil, let bytes = try new.contents(path) else { return false }
                return bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2).dropFirst().first?.elementsEqual(mark)
                    ?? false
            }
            .sorted()
        }
    }

    /// The example of `init` where nobody changed it, which would be a connection beside the real ones.
    var example: String? {
        get throws {
            let path = new.path(of: Export.wholeFile)
            guard FileNames.obstacle(at: path) == nil, let bytes = try new.contents(path),
                bytes.elementsEqual(StarterFiles.example.utf8)
            else { return nil }
            return path
        }
    }

    private var candidates: [String] {
        var paths = Export.wholeFiles.map { new.path(of: $0) }
        for folder in Export.folders {
            let place = new.path(of: folder)
            guard !FileNames.isSymbolicLink(place), let listing = try? files.listing(ofDirectory: place) else {
                continue
            }
            paths += listing.entries.filter { $0.name.hasSuffix(".yaml") }.map { new.path(of: "\(folder)/\($0.name)") }
        }
        return paths
    }
}
