import Connections

/// How entries are spread over files.
package enum ExportLayout: String, Sendable, Hashable, CaseIterable {
    case one
    case byType = "by-type"
    case byConnection = "by-connection"
}

/// A file of an export, with its whole text.
package struct ExportFile: Sendable, Hashable {
    /// From the folder of the export, with `/` between names.
    package var path: String
    package var text: String
    /// How many entries it has.
    package var count: Int
}

extension Export {
    /// The file that holds everything, or stands for an account without connections.
    package static let wholeFile = "connections.yaml"
    /// The JSON Schema of the files, which their first lines name; it stands beside the one file, or above the folders.
    package static let schemaFile = "patchbay.schema.json"

    /// The second line of every file of an export, by which a later one knows it.
    package static let mark = "# Of 'patchbay export', which with --force overwrites its files and removes stale ones."
    /// The files of any layout that have many connections.
    package static let wholeFiles = [wholeFile] + ConnectionType.allCases.map { "\($0.rawValue).yaml" }
    /// The folders of files with one connection.
    package static let folders = ConnectionType.allCases.map(\.rawValue)

    /// The longest name of a file, without its ending.
    private static let longestFileName = 80

    /// By path; the same export gives the same bytes.
    package func files(_ layout: ExportLayout) -> [ExportFile] {
        guard !entries.isEmpty else { return [file(Self.wholeFile, [])] }
        switch layout {
        case .one: return [file(Self.wholeFile, entries)]
        case .byType:
            return ConnectionType.allCases.compactMap { type in
                let ofType = entries.filter { $0.key.type == type }
                return ofType.isEmpty ? nil : file("\(type.rawValue).yaml", ofType)
            }
        case .byConnection:
            return ConnectionType.allCases.flatMap { type in
                let ofType = entries.filter { $0.key.type == type }
                let names = PlainNames(
                    ofType.map(\.key.name),
                    separator: "-",
                    longest: Self.longestFileName,
                    // A file of that name makes a folder a stack of its own.
                    reserved: ["patchbay"]
                )
                return ofType.map { file("\(type.rawValue)/\(names[$0.key.name]).yaml", [$0]) }
            }
            .sorted { $0.path < $1.path }
        }
    }

    private func file(_ path: String, _ entries: [ExportedEntry]) -> ExportFile {
        let above = String(repeating: "../", count: path.count { $0 == "/" })
        return ExportFile(
            path: path,
            text: ConnectionsYAML.text(entries, schema: above + Self.schemaFile),
            count: entries.count
        )
    }
}
