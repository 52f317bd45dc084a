import Connections
import Testing

@Suite("Patterns over names")
struct NameGlobTests {
    @Test(
        "'*' stands for any run of characters, '?' for one, all else for itself",
        arguments: [
            ("*", "", true), ("*", "anything", true), ("a*", "a", true), ("a*", "ba", false), ("*a", "ba", true),
            ("a*b*c", "a--b--c", true), ("a*b*c", "a--c--b", false), ("?", "", false), ("?", "é", true), ("??", "a", false),
            ("Prod *", "Prod EU", true), ("Prod *", "prod EU", false), ("a.c", "abc", false), ("[a]", "a", false),
            ("", "", true), ("", "a", false), ("a**", "a", true), ("*ab", "aab", true),
        ]
    )
    func matches(_ pattern: String, _ name: String, _ expected: Bool) {
        #expect(NameGlob(pattern).matches(name) == expected)
    }

    @Test("a hostile pattern takes no longer than pattern times name")
    func hostile() {
        let glob = NameGlob(String(repeating: "*a", count: 2_000) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 2_000)))
    }
}
