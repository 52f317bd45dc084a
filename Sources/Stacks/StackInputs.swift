import Diagnostics

/// The files that a stack is read from, before any of them is opened.
struct StackInputs {
    struct File: Hashable {
        /// As places name it: relative to the stack's directory, or as it was given; `-` for standard input.
        var name: String
        /// From the working directory.
        var location: String
    }

    static let settingsName = "patchbay.yaml"
    private static let misspeltSettingsName = "patchbay.yml"
    /// The name and location of standard input.
    static let standardInput = "-"

    var settings: File?
    /// The settings were not named by the user, but found beside the files.
    var settingsStandBeside = false
    /// The directory has no settings of its own, and lies in a stack or holds some, which is reported.
    var isNoStack = false
    /// In the order in which they are read.
    var connections: [File] = []

    /// Looks for the files; what can't be looked at is reported.
    init(of source: StackSource, in files: any StackFiles, reporting findings: Findings) {
        switch source {
        case .directory(let path):
            search(path, in: files, reporting: findings)
        case .files(let paths):
            take(paths, reporting: findings)
            if settings == nil { lookBeside(directoryPath(of: paths.first ?? "."), in: files, reporting: findings) }
        case .standardInput:
            connections = [File(name: Self.standardInput, location: Self.standardInput)]
            lookBeside(".", in: files, reporting: findings)
        }
    }

    /// Looks for the settings of a directory alone, which may not be there, no more than the directory.
    init(settingsOf directory: String, in files: any StackFiles) {
        lookBeside(directory, in: files, reporting: Findings())
        settingsStandBeside = false
    }

    // MARK: Given files

    private mutating func take(_ paths: [String], reporting findings: Findings) {
        for path in paths {
            let file = File(name: path, location: path)
            if lastName(of: path) != Self.settingsName {
                connections.append(file)
            } else if let first = settings {
                findings.report(.secondSettings(file.name, first: first.name))
            } else {
                settings = file
            }
        }
        if connections.isEmpty { findings.report(.noFiles(in: paths.joined(separator: ", "))) }
    }

    private mutating func lookBeside(_ directory: String, in files: any StackFiles, reporting findings: Findings) {
        // A directory that can't be listed matters only if one of its files can't be read either, which is then reported.
        guard let listing = try? files.listing(ofDirectory: directory),
            listing.entries.contains(where: { $0.name == Self.settingsName })
        else { return }
        let path = join(directory, Self.settingsName)
        settings = File(name: path, location: path)
        settingsStandBeside = true
    }

    // MARK: Directories

    private mutating func search(_ root: String, in files: any StackFiles, reporting findings: Findings) {
        var visited: Set<FileIdentity> = []
        var waiting = [""]
        var found: [String] = []
        var bounds: LinkBounds?
        let errorsBefore = findings.errorCount
        while let directory = waiting.popLast() {
            let location = directory.isEmpty ? root : join(root, directory)
            do throws(FileProblem) {
                let listing = try files.listing(ofDirectory: location)
                guard visited.insert(listing.identity).inserted else {
                    throw FileProblem(.unreadable, "a symbolic link leads to a directory that is read already")
                }
                for entry in listing.entries where !entry.name.hasPrefix(".") {
                    let path = directory.isEmpty ? entry.name : "\(directory)/\(entry.name)"
                    if entry.isLink, entry.kind == .directory || entry.kind == .file && isYAML(entry.name) {
                        bounds = bounds ?? LinkBounds(around: root, in: files)
                        guard bounds?.hold(join(root, path), in: files) != false else {
                            findings.report(.leadsOutside(path))
                            continue
                        }
                    }
                    switch entry.kind {
                    // Nobody may believe that rules hold which are not there.
                    case .directory where entry.name == Self.settingsName || entry.name == Self.misspeltSettingsName:
                        findings.report(.unreadable(path, reason: "it is a directory, not a file"))
                    case .directory: waiting.append(path)
                    case .file where isYAML(entry.name): found.append(path)
                    case .file where isYAML(entry.name.lowercased()): findings.report(.misnamed(path))
                    case .file: break
                    case .broken(let reason): findings.report(.unreadable(path, reason: reason))
                    }
                }
            } catch {
                let isMissing = error.kind == .missing && directory.isEmpty
                let path = directory.isEmpty ? root : directory
                findings.report(.unreadable(path, reason: error.reason, isMissing: isMissing))
            }
        }
        found.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let stacks = found.filter { lastName(of: $0) == Self.settingsName }.map(directoryPath)
        if !visited.isEmpty, !found.contains(Self.settingsName) {
            let outer = Self.stack(around: root, in: files)
            isNoStack = outer != nil || !stacks.isEmpty
            if let outer {
                findings.report(.partOfStack(root, outer))
            } else if !stacks.isEmpty {
                findings.report(.severalStacks(stacks.map { root == "." ? $0 : join(root, $0) }, in: root))
            }
            guard !isNoStack else { return }
        }
        for path in found { sort(path, below: root, reporting: findings) }
        if connections.isEmpty, findings.errorCount == errorsBefore { findings.report(.noFiles(in: root)) }
    }

    /// The nearest directory above that has settings and would read this one, up to the root of the Git repository.
    ///
    /// The directory need not exist, nor those above it. Settings that say nothing do not count: nothing is lost without them.
    static func stack(around directory: String, in files: any StackFiles) -> String? {
        var path = directory
        var last = files.identity(of: directory)
        // More than any real path has.
        for _ in 0..<256 {
            guard files.identity(of: join(path, ".git")) == nil, !isHidden(path) else { return nil }
            path = above(path)
            let identity = files.identity(of: path)
            // The root of all, or above what can be looked at.
            if identity == nil ? path.hasSuffix("..") : identity == last { return nil }
            if saysSomething(join(path, settingsName), files) { return path }
            last = identity
        }
        return nil
    }

    private static func isHidden(_ path: String) -> Bool {
        path.split(separator: "/").last.map { $0.hasPrefix(".") && $0 != "." && $0 != ".." } ?? false
    }

    private static func saysSomething(_ settings: String, _ files: any StackFiles) -> Bool {
        guard files.identity(of: settings) != nil else { return false }
        let bytes = try? files.contents(ofFile: settings, limit: StackReader.Limits().bytesPerFile)
        return bytes.map { $0.contains { $0 > UInt8(ascii: " ") } } ?? true
    }

    static func above(_ path: String) -> String {
        let names = path.split(separator: "/")
        guard let last = names.last, last != "..", last != "." else {
            return path.hasPrefix("/") ? "/" : join(path, "..")
        }
        let rest = names.dropLast().joined(separator: "/")
        return path.hasPrefix("/") ? "/" + rest : rest.isEmpty ? "." : rest
    }

    private mutating func sort(_ path: String, below root: String, reporting findings: Findings) {
        let file = File(name: path, location: join(root, path))
        if path == Self.settingsName {
            settings = file
        } else if lastName(of: path) == Self.settingsName {
            findings.report(.nestedSettings(path))
        } else if lastName(of: path) == Self.misspeltSettingsName {
            findings.report(.misnamedSettings(path))
        } else {
            connections.append(file)
        }
    }

    private func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    private func lastName(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? path
    }
}

extension Diagnostic {
    static func unreadable(_ file: String, reason: String, isMissing: Bool = false) -> Self {
        Self(
            .fileUnreadable,
            "'\(file)' can't be read: \(reason)",
            at: SourcePlace(file: file, line: 1, column: 1),
            hint: isMissing
                ? "check the path"
                : "check the path; make it readable, or move it out of the stack"
        )
    }

    /// It would be left out, and what it declares would look as if it had been removed.
    fileprivate static func misnamed(_ path: String) -> Self {
        Self(
            .fileUnreadable,
            "'\(path)' would not be read: the names of files end in '.yaml' or '.yml', in lower case",
            at: SourcePlace(file: path, line: 1, column: 1),
            hint: "rename the file, or move it out of the stack"
        )
    }

    /// Its lines would be quoted in logs and comments, by whoever may propose a link.
    fileprivate static func leadsOutside(_ path: String) -> Self {
        Self(
            .fileUnreadable,
            "'\(path)' is a symbolic link that leads out of the repository",
            at: SourcePlace(file: path, line: 1, column: 1),
            hint: "put the file itself there, or give it to the command as an argument of its own"
        )
    }

    fileprivate static func noFiles(in directory: String) -> Self {
        Self(
            .noFiles,
            "there are no connection files in '\(directory)'",
            at: nil,
            hint:
                "add a file such as connections.yaml; to declare that there are no connections, write 'connections: []' in it"
        )
    }

    /// Planned alone, it would have none of the stack's settings: neither its policy nor its protection, perhaps another account.
    static func partOfStack(_ directory: String, _ stack: String) -> Self {
        Self(
            .conflictingStacks,
            "'\(directory)' is part of the stack '\(stack)', whose patchbay.yaml would not count",
            at: nil,
            hint:
                "did you mean '\(stack)'? With --only it is planned in part; a stack of its own has a patchbay.yaml, beside the other"
        )
    }

    /// Nothing else is said of such a directory: its files were never meant to be read together.
    fileprivate static func severalStacks(_ stacks: [String], in directory: String) -> Self {
        let named = stacks.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        let more = stacks.count > 3 ? " and \(stacks.count - 3) more" : ""
        return Self(
            .conflictingStacks,
            "'\(directory)' has no patchbay.yaml, and holds \(stacks.count == 1 ? "the stack" : "the stacks") \(named)\(more)",
            at: nil,
            hint: stacks.count == 1
                ? "did you mean '\(stacks[0])'?"
                : "give the stacks themselves as arguments, such as '\(stacks[0])', one or several of them"
        )
    }

    fileprivate static func nestedSettings(_ path: String) -> Self {
        Self(
            .conflictingStacks,
            "'\(path)' makes its directory a stack of its own, within this one",
            at: SourcePlace(file: path, line: 1, column: 1),
            hint: "name both directories on the command line and let neither contain the other, or remove the file"
        )
    }

    fileprivate static func secondSettings(_ path: String, first: String) -> Self {
        Self(
            .conflictingStacks,
            "the settings were given already, in '\(first)'",
            at: SourcePlace(file: path, line: 1, column: 1),
            hint: "give one patchbay.yaml per stack"
        )
    }

    fileprivate static func misnamedSettings(_ path: String) -> Self {
        Self(
            .invalidSetting,
            "settings are read from 'patchbay.yaml', not from '\(path)'",
            at: SourcePlace(file: path, line: 1, column: 1),
            hint: "rename the file to patchbay.yaml"
        )
    }
}
