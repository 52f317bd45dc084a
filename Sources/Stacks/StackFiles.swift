/// The outside world as reading a stack needs it; ``DiskFiles`` is the real one.
package protocol StackFiles: Sendable {
    /// Whether there is a directory at the path; false also when that can't be found out.
    func isDirectory(_ path: String) -> Bool

    /// What is at the path, symbolic links followed; nil when nothing is, or when that can't be found out.
    func identity(of path: String) -> FileIdentity?

    /// Everything in a directory but `.` and `..`, in any order.
    func listing(ofDirectory path: String) throws(FileProblem) -> DirectoryListing

    /// The bytes of a regular file, symbolic links followed; never waits for a writer.
    func contents(ofFile path: String, limit: Int) throws(FileProblem) -> [UInt8]

    /// All of standard input.
    func standardInput(limit: Int) throws(FileProblem) -> [UInt8]

    /// The last name of the path, also of one such as `.` that has none itself.
    func name(ofDirectory path: String) -> String

    /// The absolute path of what is there, without symbolic links; nil when that can't be found out.
    func resolved(_ path: String) -> String?
}

extension StackFiles {
    /// Where there are no symbolic links.
    package func resolved(_: String) -> String? { nil }

    /// Why a file gives nothing; too large where it gives something, and nil for an empty one.
    package func problem(ofFile path: String) -> FileProblem? {
        do throws(FileProblem) {
            _ = try contents(ofFile: path, limit: 0)
            return nil
        } catch {
            return error
        }
    }
}

/// Why a file or directory gave nothing.
package struct FileProblem: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case unreadable
        /// There is nothing at the path.
        case missing
        /// More bytes than the caller allowed.
        case tooLarge
    }

    package var kind: Kind
    /// In lower case, to stand after "can't be read: ".
    package var reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

package struct DirectoryListing: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case directory
            /// Anything else; whether it is a regular file shows when it is read.
            case file
            /// It could not be looked at: for example a link that leads nowhere.
            case broken(reason: String)
        }

        package var name: String
        package var kind: Kind
        /// Whether a symbolic link leads to what it is.
        package var isLink: Bool

        package init(name: String, kind: Kind, isLink: Bool = false) {
            self.name = name
            self.kind = kind
            self.isLink = isLink
        }
    }

    package var identity: FileIdentity
    package var entries: [Entry]

    package init(identity: FileIdentity, entries: [Entry]) {
        self.identity = identity
        self.entries = entries
    }
}
