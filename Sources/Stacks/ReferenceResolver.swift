import Connections

/// Looks up what references stand for; each file is read once, however many entries name it.
final class ReferenceResolver {
    /// Why a reference gives no secret; never holds any of its value.
    struct Failure: Error {
        var reason: String
        var hint: String
    }

    /// In Unicode scalars; the API takes no longer secret.
    static let longestSecret = 500

    private let files: any StackFiles
    private let environment: [String: String]
    private var readFiles: [String: Result<Secret, Failure>] = [:]

    init(files: any StackFiles, environment: [String: String]) {
        self.files = files
        self.environment = environment
    }

    /// Looks up a reference; a relative path in it is relative to the directory.
    func resolve(_ reference: SecretReference, from directory: String) throws(Failure) -> Secret {
        switch reference {
        case .environment(let name):
            guard let value = environment[name] else {
                throw Failure(
                    reason: "the variable is not set",
                    hint:
                        "set the variable; an apply needs it, while plan with --no-secrets and drift without --with-secrets do without"
                )
            }
            // The environment is bytes; those that are no text have become this, and would be sent as such.
            guard !value.unicodeScalars.contains("\u{FFFD}") else {
                throw Failure(reason: "the variable is not UTF-8", hint: "set \(name) to the secret alone")
            }
            return try secret(from: value, mend: "set \(name) to the secret alone")
        case .file(let path):
            let location = join(directory, path)
            if let known = readFiles[location] { return try known.get() }
            let result: Result<Secret, Failure>
            do throws(Failure) {
                result = .success(try readSecret(location))
            } catch {
                result = .failure(error)
            }
            readFiles[location] = result
            return try result.get()
        }
    }

    private func readSecret(_ path: String) throws(Failure) -> Secret {
        let bytes: [UInt8]
        do throws(FileProblem) {
            // Twice what the longest secret can take, so that a longer one is told from a foreign file.
            bytes = try files.contents(ofFile: path, limit: 8 * Self.longestSecret)
        } catch {
            throw Failure(
                reason: error.kind == .tooLarge
                    ? "the file is too large for a secret" : "the file can't be read: \(error.reason)",
                hint: "write the secret alone into the file '\(path)'"
            )
        }
        guard let value = String(validating: bytes, as: UTF8.self) else {
            throw Failure(reason: "the file is not UTF-8", hint: "write the secret alone into the file '\(path)'")
        }
        return try secret(from: value, mend: "write the secret alone into the file '\(path)'")
    }

    /// Strips one trailing line break, which editors and `echo` leave.
    private func secret(from value: String, mend: String) throws(Failure) -> Secret {
        var scalars = Substring(value).unicodeScalars
        if scalars.last == "\n" {
            scalars.removeLast()
            if scalars.last == "\r" { scalars.removeLast() }
        }
        guard !scalars.isEmpty else { throw Failure(reason: "it is empty", hint: mend) }
        guard !scalars.allSatisfy(\.properties.isWhitespace) else { throw Failure(reason: "it is blank", hint: mend) }
        guard scalars.first != "\u{FEFF}" else {
            throw Failure(reason: "it begins with a byte order mark", hint: mend)
        }
        guard scalars.count <= Self.longestSecret else {
            throw Failure(reason: "it is longer than \(Self.longestSecret) characters", hint: mend)
        }
        guard !scalars.contains(where: { $0 == "\n" || $0 == "\r" }) else {
            throw Failure(reason: "it has more than one line", hint: mend)
        }
        guard !scalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Failure(reason: "it holds a control character", hint: mend)
        }
        return Secret(String(scalars))
    }
}
