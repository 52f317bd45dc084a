import ArgumentParser
import Connections
import Stacks

extension CompletionKind {
    /// The names that the files declare, of one type or of all: the stacks are those on the command line so far, or the working
    /// directory.
    static func declaredNames(_ type: ConnectionType? = nil) -> CompletionKind {
        .custom { words, _, _ in DeclaredNames(context: .process(telling: Telling())).names(type, in: words) }
    }
}

/// What a shell offers when someone asks it to complete the name of a connection.
struct DeclaredNames {
    let context: CommandContext

    /// `words` are those of the command line, as they stand there, quotes included.
    ///
    /// Files with errors offer what could be read of them. Only names of letters, digits, space, `_`, `-` and `.` are offered:
    /// a shell may expand what it is given, and files are written by others.
    func names(_ type: ConnectionType?, in words: [String]) -> [String] {
        let reader = StackReader(files: context.files, environment: [:], resolvesSecrets: false)
        var names: Set<String> = []
        for source in sources(in: words) {
            let desired = desired(of: source, reader)
            for connection in desired.connections where type == nil || connection.type == type {
                names.insert(connection.name)
            }
            for tombstone in desired.tombstones where type == nil || tombstone.type == type {
                names.insert(tombstone.name)
            }
        }
        return names.filter(\.isHarmlessToShells).sorted()
    }

    private func sources(in words: [String]) -> [StackSource] {
        // Neither the program's own name nor the command's is a stack.
        let plain = words.dropFirst(2).map { $0.filter { !"'\"\\".contains($0) } }
        let directories = plain.filter { !$0.isEmpty && $0 != "-" && context.files.isDirectory($0) }
        return directories.isEmpty ? [.directory(".")] : directories.map { .directory($0) }
    }

    private func desired(of source: StackSource, _ reader: StackReader) -> DesiredState {
        do {
            return try reader.read(source).desired
        } catch {
            return error.desired
        }
    }
}

extension String {
    /// Whether no shell takes any of it for more than a letter.
    fileprivate var isHarmlessToShells: Bool {
        guard let first = unicodeScalars.first, first != "-" else { return false }
        return unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", "_", "-", ".": true
            default: scalar.value > 0x7F && scalar.properties.isAlphabetic
            }
        }
    }
}
