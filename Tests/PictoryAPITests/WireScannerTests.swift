import Connections
import Testing

@testable import PictoryAPI

@Suite("The JSON scanner")
struct WireScannerTests {
    /// Whether the scanner takes all of the text as one value.
    private static func accepts(_ bytes: [UInt8]) -> Bool {
        var scanner = WireScanner(bytes)
        do throws(WireScanner.Failure) {
            try scanner.skip()
            try scanner.end()
            return true
        } catch {
            return false
        }
    }

    @Test(
        "takes what RFC 8259 allows",
        arguments: [
            "{}", "[]", "[ ]", "{ }", " null ", "true", "false", "\"\"", "0", "-0", "10", "1.5", "-1.5e+10", "1E5",
            "0e0", "0.0",
            "[1,2]", "[1 , 2]", #"{"a":1,"b":[{"c":null}]}"#, #""\"\\\/\b\f\n\r\t\u00e4""#, "\"ü€😀\"", "\t\r\n[]",
            "[[],{}]",
        ]
    )
    func accepted(text: String) {
        #expect(Self.accepts(Array(text.utf8)))
    }

    @Test(
        "takes nothing else",
        arguments: [
            "", " ", "{", "[", "\"", "\"\\", "\"\\\"", "}", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1}",
            "{]",
            "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}", "{1:1}",
            "{\"a\":1 \"b\":2}",
            "nul", "nulll", "True", "tru", "01", "-", "-a", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "Infinity",
            "'a'",
            "\"a\nb\"", "\"a\u{0}b\"", "[]]", "[] []", "//", "1,2", "undefined", "{\"a\":1}}",
        ]
    )
    func refused(text: String) {
        #expect(!Self.accepts(Array(text.utf8)))
    }

    @Test(
        "fault 28: nesting is bounded, however deep it goes, in every place",
        arguments: ["[", "{\"a\":", "[{\"a\":"]
    )
    func deep(opening: String) {
        let bomb = String(repeating: opening, count: 100_000)
        for text in [bomb, "{\"Items\": \(bomb)", "{\"Items\": [{\"name\": \(bomb)", "{\"Items\": [{\"x\": \(bomb)"] {
            let error = #expect(throws: WireAnswerError.self) {
                try ConnectionPage(decoding: Array(text.utf8), type: .aws)
            }
            #expect(error?.reason.contains("nested deeper than 64 levels") == true)
        }
        #expect(WireValue(Array(bomb.utf8)) == nil)
    }

    @Test("64 levels are within the bound")
    func deepest() {
        let brackets = (String(repeating: "[", count: 64), String(repeating: "]", count: 64))
        #expect(Self.accepts(Array((brackets.0 + brackets.1).utf8)))
        #expect(!Self.accepts(Array(("[" + brackets.0 + brackets.1 + "]").utf8)))
    }

    @Test(
        "text is what its escapes stand for, and nothing where it is no Unicode",
        arguments: [
            (#""aü😀""#, "aü😀"), (#""\u0041\u00FC\uD83D\ude00""#, "Aü😀"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0000""#, "\u{0}"), (#""\ud800""#, nil), (#""\udc00""#, nil), (#""\ud800\u0041""#, nil),
            (#""\ud800\ud800""#, nil),
            (#""\ud800\n""#, nil), (#""\u12""#, nil), (#""\u12g4""#, nil), (#""\u+123""#, nil), (#""\a""#, nil),
            (#""\U0041""#, nil),
            (#""\u٠٠٤١""#, nil),
        ] as [(String, String?)]
    )
    func text(json: String, expected: String?) throws {
        var scanner = WireScanner(Array(json.utf8))
        #expect(scanner.text(try scanner.rawString()) == expected)
        #expect(scanner.position == json.utf8.count)
    }

    @Test(
        "bytes that are no UTF-8 are no text",
        arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0x80]] as [[UInt8]]
    )
    func invalidUTF8(bytes: [UInt8]) throws {
        var scanner = WireScanner([0x22] + bytes + [0x22])
        #expect(scanner.text(try scanner.rawString()) == nil)
    }

    @Test("no cut, and no change of one byte, of an answer makes the scanner do anything but accept or refuse")
    func mutations() {
        let text = Array(
            #"{"Items": [{"connectionId": "a\u00e4", "version": 1e0, "enabled": true, "x": [null, -1.5]}], "nextPageKey": "k"}"#
                .utf8
        )
        for end in text.indices {
            #expect(throws: WireAnswerError.self) { try ConnectionPage(decoding: Array(text[..<end]), type: .aws) }
        }
        for index in text.indices {
            for byte: UInt8 in [0, 0x22, 0x2C, 0x30, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x80, 0xFF] {
                var changed = text
                changed[index] = byte
                let page = try? ConnectionPage(decoding: changed, type: .aws)
                #expect(page == nil || page?.items.count ?? 0 <= 1)
                _ = WireValue(changed)
            }
        }
    }
}
