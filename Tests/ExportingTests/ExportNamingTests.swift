import Connections
import Exporting
import Planning
import Stacks
import Testing

@Suite("Names that an export makes up: variables and files")
struct ExportNamingTests {
    private func variables(_ names: String..., only: [NameGlob] = []) -> [String] {
        let account = LiveAccount(connections: names.enumerated().map { vimeo($1, id: "v-\($0)") })
        return Export(of: account, selecting: Export.Selection(only: only)).entries.map { $0.variables[0].name }
    }

    private func paths(_ names: String...) -> [String] {
        let account = LiveAccount(connections: names.enumerated().map { aws($1, $0) })
        return Export(of: account).files(.byConnection).map(\.path)
    }

    @Test("a variable is the connection's name in capitals, which any shell can set")
    func variable() {
        #expect(variables("Main channel") == ["VIMEO_MAIN_CHANNEL_CLIENT_SECRET"])
        #expect(variables("  -a__b--9 z-") == [])
        #expect(variables("-a__b--9 z-") == ["VIMEO_A_B_9_Z_CLIENT_SECRET"])
    }

    @Test("names that would be one variable get digits of their own, whichever of them are exported")
    func clashes() throws {
        let both = variables("a b", "a-b", "c")
        #expect(Set(both).count == 3 && both[2] == "VIMEO_C_CLIENT_SECRET")
        let pattern = /VIMEO_A_B_[0-9A-F]{8}_CLIENT_SECRET/
        #expect(both[0].wholeMatch(of: pattern) != nil && both[1].wholeMatch(of: pattern) != nil, "\(both)")
        #expect(variables("a b", "a-b", "c", only: ["a-b"].map { NameGlob($0) }) == [both[1]])
        #expect(variables("c", "a-b", "a b") == both)
        #expect(variables("---")[0].wholeMatch(of: /VIMEO_[0-9A-F]{8}_CLIENT_SECRET/) != nil)
        // One that is called like another with its digits.
        let digits = try #require(both[0].split(separator: "_").dropFirst(3).first)
        let three = variables("a b", "a-b", "a b \(digits)")
        #expect(Set(three).count == 3, "\(three)")
    }

    @Test("a file is called after its connection, and no two alike, whatever stands in the names")
    func files() {
        #expect(paths("Marketing assets", "Webinars 2024") == ["aws/marketing-assets.yaml", "aws/webinars-2024.yaml"])
        let odd = paths("../../etc/passwd", "patchbay", "Patchbay!", ".hidden", "日本語", "a/b", "a b", "CON.yaml")
        #expect(Set(odd).count == 8)
        for path in odd {
            #expect(
                path.wholeMatch(of: /aws\/[a-z0-9][a-z0-9-]*\.yaml/) != nil && path != "aws/patchbay.yaml",
                "\(path)"
            )
        }
        let long = paths(String(repeating: "x", count: 99) + "1", String(repeating: "x", count: 99) + "2")
        #expect(Set(long).count == 2 && long.allSatisfy { $0.utf8.count <= 4 + 80 + 9 + 5 }, "\(long)")
    }

    @Test("each file names the schema from where it is")
    func schema() {
        let account = LiveAccount(connections: [aws("a"), vimeo("v")])
        let files = Export(of: account).files(.byConnection) + Export(of: account).files(.byType)
        #expect(files.map(\.path) == ["aws/a.yaml", "vimeo/v.yaml", "aws.yaml", "vimeo.yaml"])
        let heads = files.map { $0.text.prefix { $0 != "\n" } }
        let line = "# yaml-language-server: $schema="
        #expect(heads[0] == "\(line)../patchbay.schema.json" && heads[1] == heads[0])
        #expect(heads[2] == "\(line)patchbay.schema.json" && heads[3] == heads[2])
    }

    @Test("a type and patterns narrow it, and what they leave out stays unmanaged")
    func selection() throws {
        let account = LiveAccount(connections: [aws("a", 1), aws("b", 2), vimeo("a")])
        let export = Export(
            of: account,
            selecting: Export.Selection(type: .aws, only: [NameGlob("a*"), NameGlob("z")])
        )
        #expect(export.entries.map(\.key) == [ConnectionKey(.aws, "a")])
        #expect(export.unmatched == [NameGlob("z")])
        let plan = try export.plan(.one, onto: account)
        #expect(plan.changes.isEmpty && plan.summary.unmanaged == 2)
    }
}
