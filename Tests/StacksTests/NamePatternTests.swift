import Diagnostics
import Stacks
import TestSupport
import Testing

@testable import Stacks

@Suite("Patterns of names")
struct NamePatternTests {
    @Test(
        "match like the regular expressions that people know",
        arguments: [
            ("^[A-Z].*", ["Abc", "A"], ["abc", "", " A"]),
            ("^prod-[a-z]+$", ["prod-web"], ["prod-", "prod-web2", "xprod-web"]),
            ("a|b", ["xax", "b"], ["c"]),
            ("^(team|prod) [0-9]{2,3}$", ["team 12", "prod 123"], ["team 1", "team 1234", "x 12"]),
            ("^a?b*c+$", ["c", "abbbcc", "ac"], ["ab", "aac"]), ("^.{3}$", ["abc", "äöü"], ["ab", "abcd"]),
            ("^\\d\\w\\s\\D$", ["1_ x"], ["x_ x"]),
            ("[^a-z]", ["aB"], ["ab"]), ("[]x]", ["]"], ["y"]), ("[a\\]-]", ["]", "-"], ["b"]),
            ("\\.", ["a.b"], ["ab"]), ("", ["", "x"], []),
            ("^$", [""], ["x"]), ("^(?:ab){2}$", ["abab"], ["ab", "ababab"]), ("^(a*)*$", ["", "aaa"], ["b"]),
            ("x{0}y", ["y"], ["x"]),
            ("^a{2,}$", ["aa", "aaaa"], ["a"]), ("(a|b)*?c", ["abc"], ["ab"]), ("^(|x)y$", ["y", "xy"], ["xxy"]),
            ("a.c", ["a\u{1F600}c"], ["ac"]),
            ("^a||b$", ["zzz"], []), ("^(a|(b|c))d$", ["ad", "bd", "cd"], ["d", "abd"]),
            ("(^a|b$)c*", ["ax", "xb"], ["xax"]), ("(^a)?b", ["ab", "xb"], ["a"]), ("a|^b", ["xa", "b"], ["xb"]),
            ("(^a)+b", ["ab"], ["xab", "aab"]), ("^^a", ["a"], ["xa"]), ("^*a", ["xa"], ["x"]),
        ] as [(String, [String], [String])]
    )
    func matches(pattern: String, matching: [String], others: [String]) throws {
        let pattern = try NamePattern(pattern)
        for name in matching { #expect(pattern.occurs(in: name), "\(name)") }
        for name in others { #expect(!pattern.occurs(in: name), "\(name)") }
        // One after the other, whatever the one before has left.
        var matcher = NamePattern.Matcher(pattern)
        for name in matching + others + matching.reversed() + others {
            #expect(matcher.occurs(in: name) == matching.contains(name), "\(name)")
        }
    }

    @Test(
        "match the same when names lead to more states than there is room for, within ASCII and beyond",
        arguments: ["a", "ä"]
    )
    func manyStates(letter: String) throws {
        // Of the last twelve characters each subset that may begin the tail is a state of its own.
        var matcher = NamePattern.Matcher(try NamePattern("^[\(letter)b]*\(letter)[\(letter)b]{11}$"))
        var random: UInt64 = 1
        var matched = 0
        for _ in 0..<2_000 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let letters = (0..<24).map { random >> (40 + $0) & 1 == 1 ? letter : "b" }
            let expected = letters[12] == letter
            #expect(matcher.occurs(in: letters.joined()) == expected, "\(letters)")
            #expect(matcher.occurs(in: letters.joined() + "c") == false)
            if expected { matched += 1 }
        }
        #expect((500...1_500).contains(matched))
    }

    @Test(
        "are refused when they are wrong, or need more than linear time",
        arguments: [
            "(", ")", "a)", "[a", "*a", "+", "a{", "a{x}", "a{2,1}", "a{99999}", "(?=a)", "(?!a)", "(?<n>a)", "(?i)a",
            "\\1", "\\b", "\\", "[z-a]",
            "[\\D]", "a{500}{500}", String(repeating: "(", count: 30), String(repeating: "ab", count: 2_000),
            "(a|b){900}",
        ]
    )
    func invalid(pattern: String) throws {
        let error = #expect(throws: NamePattern.Invalid.self) { try NamePattern(pattern) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test(
        "take time in proportion to the name, also where others take forever",
        arguments: ["(a+)+$", "(a|a)*$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*x"]
    )
    func linear(pattern: String) throws {
        let name = String(repeating: "a", count: 100) + "!"
        let pattern = try NamePattern(pattern)
        let time = processorTime { _ = pattern.occurs(in: name) }
        #expect(time < .seconds(5))
    }
}

@Suite("Guesses")
struct SuggestionTests {
    private static let words = [
        "type", "name", "description", "awsAccountId", "awsRegion", "clientSecret", "clientIdentifier", "accessToken",
    ]

    @Test(
        "find the word that was meant, and none where none is near",
        arguments: [
            ("nmae", "name"), ("Name", "name"), ("names", "name"), ("typ", "type"), ("aws_region", "awsRegion"),
            ("region", "awsRegion"),
            ("client-secret", "clientSecret"), ("acessToken", "accessToken"), ("descripton", "description"),
            ("desc", "description"), ("xyz", nil),
            ("", nil), ("na", nil), ("awsAcountID", "awsAccountId"), (String(repeating: "n", count: 1_000), nil),
            ("foo", nil),
        ] as [(String, String?)]
    )
    func nearest(text: String, expected: String?) {
        #expect(Suggestion.nearest(to: text, among: Self.words) == expected)
    }
}

@Suite("Grace")
struct GraceTextTests {
    @Test(
        "is days, hours, minutes and seconds, the larger first",
        arguments: [
            ("72h", 259_200), ("30m", 1_800), ("7d", 604_800), ("1h30m", 5_400), ("1d2h3m4s", 93_784), ("90s", 90),
            ("365d", 31_536_000), ("0d1h", 3_600),
            ("", nil), ("0s", nil), ("72", nil), ("h", nil), ("1m1h", nil), ("1h1h", nil), ("1 h", nil), ("1.5h", nil),
            ("-1h", nil), ("366d", nil),
            ("1w", nil), ("1H", nil), ("٣h", nil), ("9999999999h", nil), ("1h30", nil),
        ] as [(String, Int?)]
    )
    func reads(text: String, seconds: Int?) {
        #expect(GraceText.duration(text) == seconds.map { .seconds($0) })
    }
}
