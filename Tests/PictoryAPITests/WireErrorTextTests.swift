import Connections
import Testing

@testable import PictoryAPI

@Suite("What an error answer says")
struct WireErrorTextTests {
    private static let text = WireErrorText(redactor: Redactor([Secret("canary-secret-0123456789")]))

    private static func detail(_ body: String) -> String? { text.detail(of: Array(body.utf8)) }

    @Test(
        "the sentence for people is found in whatever shape",
        arguments: [
            (#"{"message": "no such field"}"#, "no such field"), (#"{"Message": "Forbidden"}"#, "Forbidden"),
            (#"{"error": "bad name"}"#, "bad name"), (#"{"error": {"code": "X", "message": "bad name"}}"#, "bad name"),
            (#"{"error": {"code": "INVALID_NAME"}}"#, "INVALID_NAME"), (#"{"error": {"code": 17}}"#, "17"),
            (#"{"error": "Bad Request", "message": "bad name"}"#, "bad name"),
            (#"{"errors": ["a", {"field": "name", "message": "too long"}, 7]}"#, "a; name: too long; 7"),
            (
                #"{"message": "invalid", "errors": [{"path": "awsRegion", "message": "unknown"}]}"#,
                "invalid: awsRegion: unknown"
            ),
            (#"{"errors": [1, 2, 3, 4, 5, 6]}"#, "1; 2; 3; 4; 5"), (#"{"title": "T", "detail": "D"}"#, "D"),
            (#"["a", "b"]"#, "a; b"), (#""just text""#, "just text"), ("plain text", "plain text"),
            ("", nil), (" \r\n\t", nil), (#"{"message": " "}"#, #"{"message": " "}"#), ("{}", "{}"), ("null", "null"),
            (#"{"message": {"nested": {"message": "deep"}}}"#, #"{"message": {"nested": {"message": "deep"}}}"#),
            (#"{"message": "cut"#, #"{"message": "cut"#),
        ] as [(String, String?)]
    )
    func shapes(body: String, expected: String?) {
        #expect(Self.detail(body) == expected)
    }

    @Test(
        "of a page the title and the words count",
        arguments: [
            ("<html><head><title> Bad\n Gateway </title></head><body>x</body></html>", "Bad Gateway: x"),
            ("\n<!DOCTYPE html><h1>502</h1><p>Bad &amp; <b>gone</b>&#33;</p>", "502 Bad & gone !"),
            ("<title></title><script>let x = 1 < 2</script><style>p{}</style><p>words</p>", "words"),
            ("<TITLE>Upper</TITLE>", "Upper"), ("<title>502 Gone</title><h1>502</h1> Gone<p>x", "502 Gone x"),
            ("<html></html>", nil), ("<", nil), ("<<<>>>", ">>"), ("<p", nil),
            ("<p>a &unknown; b & c &#1114112; d</p>", "a &unknown; b & c &#1114112; d"),
        ] as [(String, String?)]
    )
    func pages(body: String, expected: String?) {
        #expect(Self.detail(body) == expected)
    }

    @Test("a line has no character that acts on a terminal or reorders text")
    func visible() {
        #expect(Self.text.line("a\u{1B}[31mb\u{7}\u{8}\u{9B}c\u{85}d\r\ne\u{2028}f") == "a[31mbc d e f")
        #expect(Self.text.line("a\u{202E}b\u{2066}c\u{200F}d\u{200B}e\u{FEFF}f\u{AD}g\u{E0041}h") == "abcdefgh")
        #expect(Self.text.line("  \u{1B}\u{202E} ") == nil)
        #expect(Self.text.line("ü €\u{A0}😀") == "ü € 😀")
    }

    @Test("a line is bounded in Unicode scalars, also where they pile up on one character")
    func bounded() {
        #expect(Self.text.line(String(repeating: "x", count: 300)) == String(repeating: "x", count: 300))
        #expect(Self.text.line(String(repeating: "x", count: 301)) == String(repeating: "x", count: 299) + "…")
        let pile = "e" + String(repeating: "\u{301}", count: 10_000)
        #expect(Self.text.line(pile)?.unicodeScalars.count == 300)
        #expect(Self.detail(String(repeating: "x", count: 1_000_000))?.unicodeScalars.count == 300)
    }

    @Test("a secret is masked before the line is cut, and after what could hide it is removed")
    func masked() {
        for padding in 250..<310 {
            let line = Self.text.line(String(repeating: "x", count: padding) + "canary-secret-0123456789")
            #expect(line?.contains("canary-s") == false)
        }
        #expect(Self.text.line("a canary\u{0}-secret\u{202E}-0123456789 b") == "a [redacted][redacted] b")
        #expect(Self.detail("<p>canary-<!-- x -->secret-0123456789</p>") == "canary- [redacted]")
        #expect(Self.detail(#"{"message": "canary\u002dsecret-0123456789"}"#) == "[redacted]")
        #expect(Self.detail("<title>canary&#45;secret-0123456789</title>") == "[redacted]")
    }
}
