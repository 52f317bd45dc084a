import Connections
import Diagnostics
import Exporting
import Planning
import Stacks
import Testing

/// The written files of an export in memory, as a stack is read from them.
struct WrittenFiles: StackFiles {
    private let texts: [String: String]

    init(_ files: [ExportFile]) {
        texts = Dictionary(uniqueKeysWithValues: files.map { ("stack/\($0.path)", $0.text) })
    }

    func isDirectory(_ path: String) -> Bool { texts.keys.contains { $0.hasPrefix("\(path)/") } }

    func identity(of path: String) -> FileIdentity? { nil }

    func listing(ofDirectory path: String) throws(FileProblem) -> DirectoryListing {
        let below = texts.keys.filter { $0.hasPrefix("\(path)/") }.map { $0.dropFirst(path.count + 1) }
        let names = Set(below.compactMap { $0.split(separator: "/").first.map(String.init) })
        return DirectoryListing(
            identity: FileIdentity(device: 1, number: UInt64(truncatingIfNeeded: path.hashValue)),
            entries: names.map { .init(name: $0, kind: texts["\(path)/\($0)"] == nil ? .directory : .file) }
        )
    }

    func contents(ofFile path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        guard let text = texts[path] else { throw FileProblem(.missing, "there is no such file or directory") }
        return Array(text.utf8)
    }

    func standardInput(limit: Int) throws(FileProblem) -> [UInt8] { [] }

    func name(ofDirectory path: String) -> String { path }
}

extension Export {
    /// What a stack of the written files declares.
    func read(_ layout: ExportLayout) throws -> Stack {
        try StackReader(files: WrittenFiles(files(layout)), environment: [:], resolvesSecrets: false)
            .read(.directory("stack"))
    }

    /// What a plan of the written files onto an account is.
    func plan(_ layout: ExportLayout, onto live: LiveAccount) throws -> Plan {
        let origin = Planner.Origin(stack: "stack", apiURL: "sandbox", configDigest: "")
        // Soon after what the samples say was written.
        let now = try #require(Timestamp("2025-12-24T00:00:00Z"))
        return try Planner(rules: PlanningRules(), now: now).plan(try read(layout).desired, onto: live, from: origin)
    }
}

/// An AWS connection in a region that no other has.
func aws(
    _ name: String,
    _ number: Int = 0,
    description: String = "",
    account: String? = nil,
    region: String = "us-east-2",
    id: String? = nil
) -> LiveConnection {
    let digits = String(number)
    let own = String(repeating: "0", count: 12 - digits.count) + digits
    return LiveConnection(
        id: ConnectionID(id ?? "aws-\(number)"),
        version: 1,
        name: name,
        description: description,
        details: .aws(AWSLocation(accountID: account ?? own, region: region)),
        createdDate: "2025-12-17T08:06:56.862Z",
        updatedDate: "2025-12-18T08:06:56.862Z"
    )
}

func vimeo(_ name: String, client: String = "client", description: String = "", id: String? = nil) -> LiveConnection {
    LiveConnection(
        id: ConnectionID(id ?? "vimeo-\(name)"),
        version: 1,
        name: name,
        description: description,
        details: .vimeo(clientIdentifier: client)
    )
}

/// The text of the only file.
func text(_ live: LiveConnection...) -> String {
    Export(of: LiveAccount(connections: live)).files(.one)[0].text
}
