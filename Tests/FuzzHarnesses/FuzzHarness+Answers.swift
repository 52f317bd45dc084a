import Connections
import Exporting
import PictoryAPI
import Planning
import Rendering
import Stacks

extension FuzzHarness {
    /// Bodies of answers → live connections → export → the same connections again.
    static let answers = FuzzHarness("answers") { bytes in
        let body = body(of: bytes)
        for type in ConnectionType.allCases {
            do {
                try ConnectionPage(decoding: body, type: type).check()
            } catch let refusal as WireAnswerError {
                try refusal.check()
            }
            do {
                let live = try LiveConnection(decoding: body, id: ConnectionID("id-1"), type: type)
                try promise(live.version > 0 && live.type == type, "a connection of no use was read")
                try checkExport(of: LiveAccount(connections: [live]))
            } catch let refusal as WireAnswerError {
                try refusal.check()
            }
            do {
                let answer = try WriteAnswer(decoding: body, id: nil, type: type)
                try promise(answer.version > 0, "a write has no version")
                try promise(WirePath.connection(answer.id, of: type) != nil, "an id cannot stand in a path")
            } catch let refusal as WireAnswerError {
                try refusal.check()
            }
        }
    }

    /// The body of an answer of `Tests/Corpus/answers`, which stands behind lines about it and a head; else all of it.
    static func body(of bytes: [UInt8]) -> [UInt8] {
        guard bytes.starts(with: "# ".utf8) || bytes.starts(with: "HTTP/".utf8) else { return bytes }
        let end = bytes.indices.dropLast().first {
            bytes[$0] == UInt8(ascii: "\n") && bytes[$0 + 1] == UInt8(ascii: "\n")
        }
        return end.map { Array(bytes[($0 + 2)...]) } ?? bytes
    }

    /// That files of the account declare what it has, in each layout, so that a plan of them has no changes.
    fileprivate static func checkExport(of account: LiveAccount) throws {
        let export = Export(of: account)
        try promise(
            export.entries.count + export.leftOut.count == account.connections.count + account.unmanageable.count,
            "an export loses connections"
        )
        for layout in ExportLayout.allCases {
            let files = export.files(layout)
            try promise(Set(files.map(\.path)).count == files.count, "two files of an export have one path")
            for file in files { try Promise.isShown(file.text, as: "a file of an export", lines: true) }
            let texts = Dictionary(files.map { ($0.path, Array($0.text.utf8)) }, uniquingKeysWith: { $1 })
            let stack: Stack
            do throws(InvalidStack) {
                stack = try StackReader(files: MemoryFiles(texts), environment: [:], resolvesSecrets: false)
                    .read(.directory("stack"))
            } catch {
                throw BrokenPromise("an export is refused: \(error.diagnostics) in \(files)")
            }
            let plan = try Planner(rules: PlanningRules(), now: FixedWorld.now)
                .plan(stack.desired, onto: account, from: FixedWorld.origin)
            try promise(plan.changes.isEmpty, "an export has changes: \(plan.changes) of \(files)")
            let live = Dictionary(account.connections.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            let declared = Dictionary(
                stack.desired.connections.map { (ConnectionKey($0.type, $0.name), $0) },
                uniquingKeysWith: { $1 }
            )
            for entry in export.entries {
                guard let own = live[entry.connectionId], let read = declared[entry.key] else {
                    throw BrokenPromise("an export invents \(entry)")
                }
                try promise(
                    own.name.unicodeScalars.elementsEqual(read.name.unicodeScalars) && own.details == read.details
                        && own.enabled == read.enabled,
                    "an export declares something else: \(read) for \(own)"
                )
            }
        }
    }
}

extension ConnectionPage {
    fileprivate func check() throws {
        // As a list of pages is read, each id counts once.
        var ids: Set<ConnectionID> = []
        let account = LiveAccount(items.filter { item in item.id.map { ids.insert($0).inserted } ?? true })
        for live in account.connections {
            try promise(live.version > 0, "a version is not positive")
            try promise(WirePath.connection(live.id, of: live.type) != nil, "an id cannot stand in a path")
        }
        for columns in [nil, 40] as [Int?] {
            let text = ListText(style: .plain, columns: columns).render(account)
            try Promise.isShown(text, as: "a list", lines: true)
            try Promise.commandsNothing(text, as: "a list")
        }
        try Promise.isJSON(ListDocument(apiURL: "sandbox", account), as: "a list as JSON")
        try FuzzHarness.checkExported(account)
    }
}

extension FuzzHarness {
    fileprivate static func checkExported(_ account: LiveAccount) throws {
        try checkExport(of: account)
        let plan: Plan
        do throws(PlanningError) {
            plan = try Planner(rules: PlanningRules(owns: [NameGlob("*")]), now: FixedWorld.now)
                .plan(DesiredState(), onto: account, from: FixedWorld.origin)
        } catch {
            throw BrokenPromise("nothing at all cannot be planned: \(error)")
        }
        try promise(plan.steps.isEmpty, "files that declare nothing delete something")
        try plan.checkShown()
    }
}

extension WireAnswerError {
    fileprivate func check() throws {
        try promise(
            !reason.isEmpty && reason.utf8.allSatisfy { (0x20..<0x7F).contains($0) },
            "a reason quotes: \(reason)"
        )
        try promise(reason.utf8.count < 200, "a reason is long: \(reason)")
    }
}
