import Checks
import Diagnostics
import Rendering
import Testing

@Suite("What doctor says, as text and JSON")
struct CheckupTextTests {
    private let checkup = Checkup([
        .ok(.versions, "patchbay 1.2.3"),
        .failed(.key, ErrorReport(.missingKey, .invalidInput, "there is no API key", nextStep: "set PICTORY_API_KEY")),
        Check.warning(.awsPolicy, "\u{1B}[31m\n::error::x ##[group]", next: "look\u{202E}").about("a\"\nb"),
        Check.skipped(.ledger, "there is to be none").of(stack: "one\u{7}"),
        Check.ok(.files, "fine").of(stack: "two"),
    ])

    @Test("a line for each check with what to do below, stack by stack, and counts; nothing acts on a terminal")
    func text() {
        let expected = """
            ok       versions         patchbay 1.2.3
            failed   key              there is no API key
                     next: set PICTORY_API_KEY
            warning  aws-policy       "a\\"\\u{a}b": \\u{1b}[31m\\u{a}::error::x \\u{23}#[group]
                     next: look\\u{202e}

            Stack 'one\\u{7}'
            skipped  ledger           there is to be none

            Stack 'two'
            ok       files            fine

            5 checks: 2 ok, 1 warning, 1 failed, 1 skipped.

            """
        #expect(CheckupText(style: .plain).render(checkup) == expected)
        let coloured = CheckupText(style: Style(isColoured: true)).render(checkup)
        #expect(coloured.contains("\u{1B}[31mfailed \u{1B}[0m  key"))
    }

    @Test("on a narrow terminal what a check says stands below its kind", arguments: [20, 40, 55])
    func narrow(_ columns: Int) {
        let text = CheckupText(style: .plain, columns: columns).render(checkup)
        #expect(
            text.hasPrefix("ok       versions\n         patchbay 1.2.3\nfailed   key\n         there is no API key\n")
        )
        #expect(text.contains("\n         next: set PICTORY_API_KEY\n"))
        let wide = CheckupText(style: .plain, columns: 56).render(checkup)
        #expect(wide == CheckupText(style: .plain).render(checkup))
    }

    @Test("JSON has every key of every check")
    func json() throws {
        let document = CheckupDocument(checkup, patchbayVersion: "1.2.3", checkedAt: "2026-03-02T09:20:11.004Z")
        let text = try JSONText.render(document)
        let check = """
                {
                  "check" : "key",
                  "code" : "missing-key",
                  "message" : "there is no API key",
                  "nextStep" : "set PICTORY_API_KEY",
                  "stack" : null,
                  "status" : "failed",
                  "subject" : null
                },
            """
        #expect(text.contains(check), "\(text)")
        #expect(text.contains("\"failed\" : 1"))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
}
