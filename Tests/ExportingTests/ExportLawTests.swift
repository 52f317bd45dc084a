import Connections
import Exporting
import Planning
import Stacks
import TestSupport
import Testing

@Suite("Laws of an export, over accounts made by chance")
struct ExportLawTests {
    /// Pieces of texts in which YAML, our own rules or people could go wrong.
    private static let pieces = [
        "a", "b", "no", "~", "null", "012", "1e3", "-", "- ", "? ", ":", ": ", " #", "#", "'", "\"", "\\", "%", "@",
        "`", "|",
        ">", "&", "*", "!", "{", "}", "[", "]", ",", "<<", "=", "---", "...", " ", "  ", "\t", "\n", "\n\n", "\r\n",
        "\u{85}",
        "\u{2028}", "\u{2029}", "\u{A0}", "\u{200D}", "\u{FEFF}", "é", "e\u{301}", "日本", "🎬", "👩\u{200D}💻", "\u{0}",
        "\u{1B}[31m", "\u{202E}", "${env:X}", "${", "}", "$", "\u{E000}", "\u{10FFFD}", "\u{FFFF}", "ß", "İ", "A", "B",
        " moving 00000000", " retired 00000000",
    ]

    private static func text(_ pieces: Int, _ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...pieces, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    /// An account in which names, places and texts collide and break rules.
    private static func account(_ random: inout SeededRandom) -> LiveAccount {
        var account = LiveAccount()
        for index in 0..<Int.random(in: 0...12, using: &random) {
            let isTame = Bool.random(using: &random)
            let id = ConnectionID("id-\(Int.random(in: 0..<1000, using: &random))-\(index)")
            var name = isTame ? ["a", "A", "b", "c c", "c-c"].randomElement(using: &random) ?? "" : text(4, &random)
            if Int.random(in: 0..<6, using: &random) == 0 {
                let purpose = ParkedName.Purpose.allCases.randomElement(using: &random) ?? .moving
                name = ParkedName.name(for: purpose, of: name.isEmpty ? "a" : name, id: id)
            }
            let region = ["us-east-1", "eu-west-1", "mars"].randomElement(using: &random) ?? ""
            let location = AWSLocation(accountID: "00000000000\(Int.random(in: 0...9, using: &random))", region: region)
            account.connections.append(
                LiveConnection(
                    id: id,
                    version: 1,
                    name: name,
                    description: text(6, &random),
                    enabled: Bool.random(using: &random),
                    details: Bool.random(using: &random)
                        ? .aws(location) : .vimeo(clientIdentifier: "c" + text(1, &random)),
                    createdDate: "2025-12-17T08:06:56.862Z",
                    updatedDate: Bool.random(using: &random) ? "2025-12-18T08:06:56.862Z" : nil
                )
            )
        }
        return account
    }

    @Test("a plan of an export has no changes, each connection is in it or left out, and order does not matter")
    func noChanges() throws {
        for seed in SeededRandom.seeds(3_000) {
            var random = SeededRandom(seed: seed)
            var account = Self.account(&random)
            let export = Export(of: account)
            let layout = ExportLayout.allCases[Int(seed % 3)]
            let plan = try export.plan(layout, onto: account)
            #expect(plan.changes.isEmpty, "\(random): \(plan.changes) of \(export.files(layout))")
            #expect(export.entries.count + export.leftOut.count == account.connections.count, "\(random)")
            #expect(plan.summary.unchanged == export.entries.count, "\(random)")
            let ids = Set(export.entries.map(\.connectionId) + export.leftOut.compactMap(\.connectionId))
            #expect(ids.count == account.connections.count, "\(random)")
            account.connections.shuffle(using: &random)
            #expect(Export(of: account) == export, "\(random)")
            let variables = export.entries.flatMap(\.variables).map(\.name)
            #expect(Set(variables).count == variables.count, "\(random): \(variables)")
            #expect(variables.allSatisfy { $0.wholeMatch(of: /VIMEO_[A-Z0-9_]+/) != nil }, "\(random)")
        }
    }

    @Test("what files can declare comes back as it was: names, descriptions, places and clients")
    func roundTrip() throws {
        for seed in SeededRandom.seeds(1_000) {
            var random = SeededRandom(seed: seed)
            let account = Self.account(&random)
            let export = Export(of: account)
            let live = Dictionary(uniqueKeysWithValues: account.connections.map { ($0.id, $0) })
            let desired = try export.read(.one).desired.connections
            #expect(desired.count == export.entries.count)
            for (entry, read) in zip(export.entries, desired) {
                let own = try #require(live[entry.connectionId])
                #expect(
                    read.name == own.name && read.details == own.details && read.enabled == own.enabled,
                    "\(random)"
                )
                switch entry.description {
                case .ignored: #expect(read.ignored == [.description], "\(random)")
                case .none: #expect(own.description.withoutOuterSpace.isEmpty, "\(random)")
                case .text(let text):
                    #expect(read.description == text, "\(random)")
                    #expect(text.withoutOuterSpace == own.description.withoutOuterSpace, "\(random)")
                }
            }
        }
    }
}
