import Diagnostics
import TestSupport
import Testing
import YAMLTree

@Suite("The bytes of a file")
struct ByteCheckTests {
    @Test(
        "fault 4: directives other than one leading %YAML are refused before libyaml sees them",
        arguments: [
            "❌%TAG ! tag:example.com,2000:\n---\na: b",
            "%YAML 1.2\n❌%TAG ! tag:example.com,2000:\n---\na: b",
            "%YAML 1.2\n❌%YAML 1.2\n---\na: b",
            "a: b\n---\n❌%YAML 1.2\n---\nc: d",
            "a: b\n...\n❌%YAML 1.2\n---\nc: d",
            "❌%FOO\n---\na: b",
            "❌%YAMLX 1.2\n---\na: b",
        ]
    )
    func directives(marked: String) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.tree == nil)
        #expect(reading.codes == [.yamlDirective])
        #expect(reading.places == yaml.places(in: "-"))
    }

    @Test("fault 4: a flood of directives is counted, not parsed")
    func directiveFlood() {
        let reading = YAMLReading(String(repeating: "%TAG !a! tag:a\n", count: 60_000) + "---\na: b\n")
        #expect(reading.tree == nil)
        #expect(reading.problems.count == 50)
        #expect(reading.omittedProblems == 59_950)
    }

    @Test("fault 5: a file above 16 MiB is refused unread")
    func tooLarge() {
        let limits = YAMLLimits()
        #expect(limits.bytes == 16 << 20)
        let reading = YAMLReading([UInt8](repeating: UInt8(ascii: "#"), count: limits.bytes + 1))
        #expect(reading.codes == [.fileTooLarge])
        #expect(reading.problems[0].message.contains("16 MiB"))
    }

    @Test(
        "fault 7: UTF-16 and UTF-32 are told apart, with and without a byte order mark",
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00], "UTF-16"), ([0xFE, 0xFF, 0x00, 0x61], "UTF-16"),
            ([0x61, 0x00, 0x3A, 0x00], "UTF-16"), ([0x00, 0x61, 0x00, 0x3A], "UTF-16"),
            ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61], "UTF-32"),
            ([0x61, 0, 0, 0], "UTF-32"), ([0, 0, 0, 0x61], "UTF-32"),
        ] as [([UInt8], String)]
    )
    func wideEncodings(bytes: [UInt8], encoding: String) {
        let reading = YAMLReading(bytes)
        #expect(reading.tree == nil)
        #expect(reading.codes == [.notUTF8])
        #expect(reading.problems[0].message.contains(encoding))
        #expect(reading.problems[0].hint == "save it as UTF-8")
    }

    @Test(
        "fault 7: bad UTF-8 is an error at its true line and column",
        arguments: [
            ("a: b\nc: é", [0xFF], 2, 5), ("", [0x80], 1, 1), ("\u{FEFF}ab", [0xC3], 1, 3),
            ("a\n\n", [0xED, 0xA0, 0x80], 3, 1), ("a\r\nb", [0xF5, 0x80, 0x80, 0x80], 2, 2), ("x", [0xC0, 0xAF], 1, 2),
        ] as [(String, [UInt8], UInt32, UInt32)]
    )
    func badUTF8(before: String, bytes: [UInt8], line: UInt32, column: UInt32) {
        let reading = YAMLReading(Array(before.utf8) + bytes + Array("\nd: e\n".utf8))
        #expect(reading.tree == nil)
        #expect(reading.codes == [.notUTF8])
        #expect(reading.problems[0].span == SourceSpan(line: line, column: column))
    }

    @Test(
        "faults 7 and 14: control, bidirectional and invisible characters are refused at their place, with their number",
        arguments: [
            ("a: b❌\u{0}c", "U+0000"), ("a: b\n  ❌\u{1B}[31m: c", "U+001B"), ("a: ❌\u{8}", "U+0008"),
            ("a: é❌\u{7F}", "U+007F"), ("a: ❌\u{85}b", "U+0085"), ("a: ❌\u{9B}b", "U+009B"), ("a❌\rb", "U+000D"),
            ("a: x❌\u{202E}y", "U+202E"), ("a: x❌\u{2066}y", "U+2066"), ("a: x❌\u{200F}y", "U+200F"),
            ("a: x❌\u{61C}y", "U+061C"), ("# ❌\u{200B}", "U+200B"), ("a: x❌\u{200D}y", "U+200D"),
            ("a: ❌\u{FEFF}b", "U+FEFF"), ("a: x❌\u{AD}y", "U+00AD"), ("a: x❌\u{2060}y", "U+2060"),
            ("a: ❌\u{2028}b", "U+2028"), ("a: ❌\u{2029}b", "U+2029"), ("a: ❌\u{E0041}b", "U+E0041"),
            ("a: x❌\u{34F}y", "U+034F"), ("a: x❌\u{FE01}y", "U+FE01"), ("# x❌\u{E0101}", "U+E0101"),
            ("a: ❌\u{3164}b", "U+3164"), ("a: ❌\u{FFFE}b", "U+FFFE"), ("a: ❌\u{10FFFF}b", "U+10FFFF"),
        ]
    )
    func forbiddenCharacters(marked: String, number: String) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.tree == nil)
        #expect(reading.codes == [.forbiddenCharacter])
        #expect(reading.places == yaml.places(in: "-"))
        #expect(reading.problems.allSatisfy { $0.message.contains(number) })
    }

    @Test("fault 7: all of them are reported, each on its line")
    func severalForbiddenCharacters() {
        let yaml = MarkedYAML("a: ❌\u{1}x❌\u{2}\nb: é❌\u{200B}\n")
        #expect(YAMLReading(yaml.text).places == yaml.places(in: "-"))
    }

    @Test(
        "fault 8: escapes that decode to such characters are refused as well",
        arguments: [
            (#"a: ❌"\0""#, "U+0000"), (#"a: ❌"x\e[31m""#, "U+001B"), (#"a: ❌"\r""#, "U+000D"),
            (#"a: ❌"\x7f""#, "U+007F"),
            (#"a: ❌"\u202e""#, "U+202E"), (#"a: ❌"\N""#, "U+0085"), (#"a: ❌"\L""#, "U+2028"),
            (#"a: ❌"\u200b""#, "U+200B"),
            (#"❌"\0": b"#, "U+0000"), (#"a: ❌"\ufeff""#, "U+FEFF"), (#"- ❌"é\b""#, "U+0008"),
        ]
    )
    func escapes(marked: String, number: String) {
        let yaml = MarkedYAML(marked)
        let reading = YAMLReading(yaml.text)
        #expect(reading.codes == [.forbiddenCharacter])
        #expect(reading.places == yaml.places(in: "-"))
        #expect(reading.problems.allSatisfy { $0.message.contains(number) })
    }

    @Test("fault 8: escapes of tabs, line feeds and printable characters are text")
    func harmlessEscapes() throws {
        let reading = YAMLReading(#"a: "\t\n\"\\ \u00e9\U0001F600""#)
        #expect(try #require(reading.tree).outline == ["{a: '\t\n\"\\ é😀'}"])
    }
}
