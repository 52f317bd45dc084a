import Diagnostics
import Stacks
import TestSupport
import Testing

@Suite("What entries claim together")
struct ClaimsTests {
    private static let second = "\"000000000002\""

    @Test(
        "clashes are reported at the later entry, with the place of the earlier",
        arguments: [
            (ErrorCode.duplicateName, aws() + aws(name: "❌Assets", account: second)),
            (.duplicateName, "  - {type: aws, name: Assets, state: absent}\n" + aws(name: "❌Assets")),
            (.similarName, aws() + aws(name: "❌assets", account: second)),
            (.similarName, aws(name: "STRASSE É") + aws(name: "❌strasse é", account: second)),
            (.duplicateLocation, aws() + aws(name: "Other", account: "❌012345678901")),
            (.duplicateID, aws("id: x") + aws(name: "Other", account: second, "id: ❌x")),
            (.conflictingRename, aws() + aws(name: "Other", account: second, "renamedFrom: ❌Assets")),
            (
                .conflictingRename,
                aws("renamedFrom: Former") + aws(name: "Other", account: second, "renamedFrom: [Old, ❌Former]")
            ),
            (.conflictingRename, "  - {type: aws, name: Old, state: absent}\n" + aws("renamedFrom: ❌Old")),
        ] as [(ErrorCode, String)]
    )
    func clashes(code: ErrorCode, marked: String) {
        // Names with other letters are a warning of their own.
        let yaml = MarkedYAML("connections:\n" + marked)
        let errors = diagnose(yaml.text).filter { $0.severity == .error }
        #expect(errors.map(\.code) == [code])
        #expect(errors.map(\.place) == yaml.places(in: "c.yaml"))
        #expect(errors.first?.notes.first?.place.line == 2)
    }

    @Test("a former name that is the entry's own is an error")
    func ownName() {
        expect(.conflictingRename, in: "connections:\n" + aws("renamedFrom: ❌Assets"))
    }

    @Test(
        "what differs enough is no clash",
        arguments: [
            aws() + vimeo(name: "Assets"), aws() + aws(name: "Other", region: "us-east-1"),
            aws() + "  - {type: aws, name: assets, state: absent}\n",
            aws()
                + "  - {type: aws, name: Gone, state: absent, awsAccountId: \"012345678901\", awsRegion: us-east-2}\n",
            aws("renamedFrom: Former") + vimeo("renamedFrom: Former"),
        ]
    )
    func noClash(text: String) {
        #expect(diagnose("connections:\n" + text).isEmpty)
    }

    @Test("clashes are found across files and documents, and the later file is blamed")
    func acrossFiles() throws {
        let diagnostics = diagnose(["b.yaml": "connections:\n" + aws(), "a.yaml": "connections:\n" + aws()])
        #expect(Set(diagnostics.map(\.code)) == [.duplicateName, .duplicateLocation])
        #expect(diagnostics.allSatisfy { $0.place?.file == "b.yaml" && $0.notes.first?.place.file == "a.yaml" })
    }

    @Test("an entry that merges a location is blamed itself")
    func mergedLocation() {
        let marked = """
            connections:
              - &a {type: aws, name: one, awsAccountId: "000000000001", awsRegion: us-east-2}
              - ❌{<<: *a, name: two}
            """
        expect(.duplicateLocation, in: marked)
    }
}
