import Connections
import Diagnostics
import FoundationEssentials
import Planning
import Rendering
import TestSupport
import Testing

@Suite("Live connections and one of them as text")
struct ListTextTests {
    private let account = LiveAccount(
        connections: [
            Sample.live("Marketing assets", at: "11:us-east-2", id: "20251217080657842fux3au9kh1p0j5s"),
            Sample.liveVimeo("Main", client: "client-1", id: "2025v", enabled: false),
        ],
        unmanageable: [UnmanageableConnection(type: .aws, name: "odd", reason: "it has no id")]
    )

    private func render(_ account: LiveAccount, _ columns: Int? = nil) -> String {
        ListText(style: .plain, columns: columns).render(account)
    }

    @Test("a line for each where there is room, or no terminal", arguments: [nil, 100, 93])
    func table(_ columns: Int?) {
        let expected = """
            aws    "Marketing assets"  20251217080657842fux3au9kh1p0j5s  000000000011 us-east-2
            vimeo  "Main"              2025v                             client-1                disabled

            Cannot be managed:
              aws "odd": it has no id

            2 connections: 1 aws, 1 vimeo, 1 disabled, 1 that cannot be managed.

            """
        #expect(render(account, columns) == expected)
    }

    @Test(
        "a few lines for each on a narrow terminal",
        arguments: [
            (
                80,
                """
                aws    "Marketing assets"
                       20251217080657842fux3au9kh1p0j5s  000000000011 us-east-2
                vimeo  "Main"
                       2025v  client-1  disabled
                """
            ),
            (
                40,
                """
                aws    "Marketing assets"
                       20251217080657842fux3au9kh1p0j5s
                       000000000011 us-east-2
                vimeo  "Main"
                       2025v  client-1  disabled
                """
            ),
            (
                20,
                """
                aws    "Marketing as
                       sets"
                       2025121708065
                       7842fux3au9kh
                       1p0j5s
                       000000000011 \("")
                       us-east-2
                vimeo  "Main"
                       2025v
                       client-1
                       disabled
                """
            ),
        ]
    )
    func blocks(_ columns: Int, _ expected: String) {
        #expect(
            render(account, columns).hasPrefix(expected + "\n\nCannot be managed:\n"),
            "\(render(account, columns))"
        )
    }

    @Test(
        "no line of connections is wider than the terminal, whatever a name holds",
        arguments: [
            "日本語の名前がとても長いので折り返す必要があります", "🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬", "\u{1B}[2J\u{202E}\n\r\t",
            String(repeating: "x", count: 100), "##[error]x ::error::", "e\u{301}e\u{301}", "\"",
        ],
        [1, 40, 80]
    )
    func narrow(_ name: String, _ columns: Int) {
        let live = LiveAccount(connections: [Sample.live(name, at: "1"), Sample.liveVimeo(name)])
        let text = render(live, columns)
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\r" || $0 == "\t" })
        #expect(!text.contains("##["))
        let lines = text.components(separatedBy: "\n\n")[0].split(separator: "\n")
        guard columns > 7 else { return }
        for line in lines { #expect(width(of: line) <= columns, "\(line)") }
        // Nothing is lost.
        let joined = lines.map { $0.drop { $0 == " " } }.joined()
        #expect(joined.contains(name.quotedForTerminal.replacing(" ", with: "")) || name.contains(" "))
    }

    @Test(
        "no line begins with what the log of a pipeline takes for a command, whatever the account has",
        arguments: 1...60
    )
    func commands(_ columns: Int) {
        let live = LiveAccount(connections: [
            Sample.liveVimeo(":::::::::::::::::::::::::::::::::::::::::::::", client: "::error::x", id: "::warning::y"),
            Sample.liveVimeo("a \u{3000}::error::\u{301}b", client: "\u{2003}::x", id: "id ::error::y"),
        ])
        let lines = render(live, columns).split(separator: "\n").map {
            $0.unicodeScalars.drop { $0.properties.isWhitespace }
        }
        #expect(!lines.contains { $0.starts(with: "::".unicodeScalars) })
        #expect(lines.map { String($0) }.joined().contains("\"" + String(repeating: ":", count: 45) + "\""))
    }

    /// As a terminal counts: two for all of the wide scalars above.
    private func width(of line: Substring) -> Int {
        line.unicodeScalars.reduce(0) { $0 + ($1 == "\u{301}" ? 0 : $1.value > 0x2FFF ? 2 : 1) }
    }

    @Test("an empty account says so")
    func empty() {
        #expect(render(LiveAccount()) == "No connections.\n")
    }

    @Test("one connection: what the account has, where it is declared, what an apply would do")
    func inspection() throws {
        let desired = [Sample.desired("a", at: "1", description: "new")]
        let live = [Sample.live("a", at: "1", id: "one", version: 3, description: "old\u{1B}", enabled: false)]
        let plan = try Planner.plan(desired, onto: live)
        let overview = AccountOverview(DesiredState(connections: desired), LiveAccount(connections: live))
        let inspection = Inspection(try overview.find("a"), in: plan)
        let expected = """
            aws "a"
              id            one
              version       3
              description   "old\\u{1b}"
              enabled       false
              awsAccountId  000000000001
              awsRegion     us-east-1
              updated       2026-01-01T00:00:00.000Z
              declared      s/c.yaml:1

              ~ aws "a"  will be updated in place (connections.yaml:1)
                  description  "old\\u{1b}" -> "new"
                  enabled      false -> true

            """
        #expect(InspectionText(style: .plain).render(inspection, at: "s/c.yaml:1") == expected)
    }

    @Test(
        "what there is to say where there is no change",
        arguments: [
            (
                "left",
                "declared          in no file of this stack\n\nUnmanaged: an apply of this stack leaves it alone.\n"
            ),
            (
                "gone",
                "id        (not in the account)\n  declared  x:1, as absent\n\nNo changes. It is gone, as the files say.\n"
            ),
            ("same", "declared      x:1\n\nNo changes. It is as the files say.\n"),
        ]
    )
    func quiet(_ name: String, _ expected: String) throws {
        let desired = DesiredState(
            connections: [Sample.desired("same", at: "1")],
            tombstones: [Tombstone(type: .aws, name: "gone", isProtected: false, place: Sample.place)]
        )
        let live = [Sample.live("same", at: "1"), Sample.liveVimeo("left")]
        let plan = try Planner.plan(desired.connections, absent: desired.tombstones, onto: live)
        let overview = AccountOverview(desired, LiveAccount(connections: live))
        let inspection = Inspection(try overview.find(name), in: plan)
        let text = InspectionText(style: .plain).render(inspection, at: inspection.connection.source.map { _ in "x:1" })
        #expect(text.hasSuffix("  \(expected)"), "\(text)")
    }

    @Test("why nobody can tell what an apply would do")
    func ignorance() throws {
        let live = LiveAccount(connections: [Sample.live("a", at: "1")])
        let inspection = Inspection(try AccountOverview(DesiredState(), live).find("a"), in: nil)
        let text = InspectionText(style: .plain)
        #expect(
            text.render(inspection, at: nil, .noFiles("x"))
                .hasSuffix("nowhere that is known: there are no stack files in 'x'\n\n")
        )
        #expect(text.render(inspection, at: "x:1", .unmatched).contains("Nobody can tell what an apply would do"))
    }
}
