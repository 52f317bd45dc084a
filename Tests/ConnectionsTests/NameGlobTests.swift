import Connections
import TestSupport
import Testing

@Suite("Name globs")
struct NameGlobTests {
    @Test(
        "match the whole name, '*' any run of characters and '?' one",
        arguments: [
            ("*", "", true), ("*", "anything at all", true), ("", "", true), ("", "x", false),
            ("Prod *", "Prod web", true), ("Prod *", "Prod ", true),
            ("Prod *", "Product", false), ("prod *", "Prod web", false), ("*web*", "the web app", true),
            ("a*b*c", "abc", true), ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "ab", false), ("a*b*c", "a--c--b", false), ("a**", "a", true), ("*ab", "aab", true),
            ("?", "é", true), ("?", "", false), ("?", "ab", false), ("a?c", "abc", true),
            ("[a]", "a", false), ("[a]", "[a]", true),
            ("a.c", "abc", false), ("**a", "bba", true), ("*a", "ab", false), ("?*", "", false), ("*?", "x", true),
        ]
    )
    func matches(pattern: String, name: String, expected: Bool) {
        #expect(NameGlob(pattern).matches(name) == expected)
    }

    @Test("cover a name when any of them matches, and none covers anything")
    func cover() {
        #expect([NameGlob("a*"), NameGlob("b")].cover("b"))
        #expect(![NameGlob("a*"), NameGlob("b")].cover("c"))
        #expect(![NameGlob]().cover("c"))
    }

    @Test("take time in proportion to pattern times name")
    func hostile() {
        let pattern = NameGlob(String(repeating: "a*", count: 50) + "b")
        let time = processorTime { #expect(!pattern.matches(String(repeating: "a", count: 2_000))) }
        #expect(time < .seconds(5))
    }
}
