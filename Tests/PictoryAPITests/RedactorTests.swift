import Connections
import Foundation
import TestSupport
import Testing

@testable import PictoryAPI

@Suite("Masking of secrets")
struct RedactorTests {
    private static let secret = "canary/Secret+\"<&>'%1 ü€"
    private static let redactor = Redactor([Secret(secret), Secret("pictai_canary-0123456789")])

    private static func expectMasked(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(redactor.redacted("before \(text) after") == "before [redacted] after", sourceLocation: sourceLocation)
    }

    @Test("a secret is masked as it is, in any case, and as often as it stands there")
    func plain() {
        Self.expectMasked(Self.secret)
        Self.expectMasked("pictai_canary-0123456789")
        Self.expectMasked("PICTAI_CANARY-0123456789")
        #expect(Self.redactor.redacted("\(Self.secret),\(Self.secret)") == "[redacted],[redacted]")
        #expect(Self.redactor.redacted(Self.secret) == "[redacted]")
        #expect(Self.redactor.redacted("") == "")
        #expect(Self.redactor.redacted("nothing to hide 🙂") == "nothing to hide 🙂")
    }

    @Test("escapes of JSON, URLs and HTML hide nothing, in whatever variant")
    func escaped() {
        let scalars = Self.secret.unicodeScalars
        Self.expectMasked(Self.secret.replacing("\"", with: "\\\"").replacing("/", with: "\\/"))
        Self.expectMasked(scalars.map { "\\u" + Self.padded($0.value) }.joined())
        Self.expectMasked(scalars.map { "\\u" + Self.padded($0.value).uppercased() }.joined())
        Self.expectMasked(Self.secret.utf8.map { "%" + (String($0, radix: 16)) }.joined())
        Self.expectMasked(Self.secret.utf8.map { "%" + (String($0, radix: 16, uppercase: true)) }.joined())
        Self.expectMasked(Self.percent(Self.secret, keeping: "/"))
        Self.expectMasked(Self.percent(Self.secret, keeping: "/ ").replacing(" ", with: "+"))
        Self.expectMasked(scalars.map { "&#\($0.value);" }.joined())
        Self.expectMasked(scalars.map { "&#x\(String($0.value, radix: 16));" }.joined())
        Self.expectMasked(Self.html(Self.secret, quote: "&quot;", apostrophe: "&#39;"))
        Self.expectMasked(Self.html(Self.secret, quote: "&#34;", apostrophe: "&apos;"))
    }

    @Test("fault 17: hexadecimal digits hide nothing, in whatever groups")
    func hexadecimal() {
        for digits in [
            Self.secret.utf8.map { Self.padded(UInt32($0), 2) },
            Self.secret.utf8.map { Self.padded(UInt32($0), 2).uppercased() },
        ] {
            for separator in ["", " ", ":", "-", ", ", " 0x", ",0x"] {
                let text = digits.joined(separator: separator)
                #expect(Self.redactor.redacted("(\(text))") == "([redacted])")
                #expect(Self.redactor.redacted("a1b \(text)!") == "a1b [redacted]!")
            }
            let pairs = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] + digits[$0 + 1] }
            #expect(Self.redactor.redacted("(\(pairs.joined(separator: " ")))").hasPrefix("([redacted]"))
            for prefix in ["\\x", "=", "\\u{", "%u00"] {
                let suffix = prefix.hasSuffix("{") ? "}" : ""
                let bytes = Array("pictai_canary-0123456789".utf8).map { prefix + Self.padded(UInt32($0), 2) + suffix }
                Self.expectMasked(bytes.joined())
            }
            Self.expectMasked(
                "pictai_canary-0123456789".utf8.map { "\\" + String(Int($0) + 512, radix: 8).dropFirst() }.joined()
            )
        }
        let id = "0193b2c4-8f5e-7c1d-9a3b-5e6f7a8b9c0d"
        #expect(Self.redactor.redacted(id) == id)
        #expect(Self.redactor.redacted("6 1 2 0x 0xx 61 ab:c") == "6 1 2 0x 0xx 61 ab:c")
    }

    @Test("fault 17: nor do the lines of a mail")
    func quotedPrintable() {
        Self.expectMasked("canary/Secret+=22<=26>=27%1 =C3=BC=E2=\r\n=82=\n=AC")
        Self.expectMasked("pictai_=\ncan=61ry-0123456789")
    }

    @Test("base64 of the secret's JSON hides nothing")
    func base64OfJSON() {
        let secret = "can\"ary\\can\"ary\\can\"ary"
        let redactor = Redactor([Secret(secret)])
        for neighbour in ["", "x", "xy"] {
            let json =
                #"\#(neighbour){"clientSecret":"\#(secret.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#))"}"#
            let masked = redactor.redacted(Data(json.utf8).base64EncodedString())
            #expect(masked.contains("[redacted]"))
            #expect(masked.utf8.count < 48, "\(masked)")
        }
    }

    @Test("secrets of another redactor are masked as well")
    func others() {
        let redactor = Redactor([Secret("canary-of-its-own")], and: [Self.redactor])
        #expect(redactor.redacted("canary-of-its-own, \(Self.secret)") == "[redacted], [redacted]")
    }

    @Test("fault 31: masking takes time in proportion to the text, whatever is escaped in it")
    func linear() {
        let text = #"%5c\u0025&#92;=25+a 0x"#
        let time = { (count: Int) in
            processorTime { _ = Self.redactor.redacted(String(repeating: text, count: count)) }
        }
        _ = time(10)
        let (small, large) = ((0..<3).map { _ in time(100) }.min() ?? .zero, time(800))
        #expect(large < small * 40, "\(small), \(large)")
    }

    @Test("one way of escaping inside another hides nothing either")
    func escapedTwice() {
        let json = Self.secret.replacing("\"", with: "\\\"")
        Self.expectMasked(json.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))
        Self.expectMasked(Self.html(json, quote: "&quot;", apostrophe: "&#39;"))
        Self.expectMasked(Self.percent(json, keeping: ""))
        Self.expectMasked(Self.percent(Self.percent(Self.secret, keeping: ""), keeping: ""))
    }

    @Test("a pair of surrogates is one character")
    func surrogates() {
        let redactor = Redactor([Secret("canary-😀")])
        #expect(redactor.redacted(#"x canary-\ud83d\ude00 y"#) == "x [redacted] y")
        #expect(redactor.redacted(#"x \ud83d \ud83d\u0041 y"#) == #"x \ud83d \ud83d\u0041 y"#)
    }

    @Test("base64 hides nothing, at any alignment, in either alphabet, with any neighbours", arguments: 0..<3)
    func base64(offset: Int) throws {
        for secret in [Self.secret, "canary???>>>~~~ÿÿÿ", "canary-0"] {
            let redactor = Redactor([Secret(secret)])
            let neighbour = String(repeating: "x", count: offset)
            let whole = Data((neighbour + secret).utf8).base64EncodedString()
            let followed = Data((neighbour + secret + "zz").utf8).base64EncodedString()
            for text in [whole, followed] {
                let urlSafe = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
                let percent = text.replacing("+", with: "%2B").replacing("/", with: "%2f").replacing("=", with: "%3D")
                for form in [text, urlSafe, percent, text.replacing("/", with: "\\/")] {
                    let masked = redactor.redacted("key \(form) end")
                    #expect(masked.hasPrefix("key ") && masked.hasSuffix(" end"))
                    // What is left are characters that also encode the neighbours: less than three on either side.
                    #expect(masked.utf8.count < "key [redacted] end".utf8.count + 18)
                    #expect(masked.contains("[redacted]"))
                    let core = text.dropFirst(4).prefix(4)
                    #expect(!masked.contains(core))
                }
            }
        }
    }

    @Test("eight characters of a secret give it away, less do not")
    func partial() {
        let redactor = Redactor([Secret("canary-0123456789")])
        #expect(redactor.redacted("begins with 'canary-0…'") == "begins with '[redacted]…'")
        #expect(redactor.redacted("ends in '23456789'") == "ends in '[redacted]'")
        #expect(redactor.redacted("has '-012345678' inside") == "has '[redacted]' inside")
        #expect(redactor.redacted("begins with 'canary-'") == "begins with 'canary-'")
    }

    @Test("short secrets are masked as a whole")
    func short() {
        let redactor = Redactor([Secret("k\"y"), Secret(""), Secret("seven77")])
        #expect(redactor.redacted(#"k"y and k\"y and K&quot;Y"#) == "[redacted] and [redacted] and [redacted]")
        #expect(redactor.redacted("seven77seven7") == "[redacted]seven7")
        #expect(Redactor([]).redacted("canary") == "canary")
    }

    @Test("masking twice is masking once")
    func idempotent() {
        let once = Self.redactor.redacted("a \(Self.secret) b")
        #expect(Self.redactor.redacted(once) == once)
    }

    private static func padded(_ value: UInt32, _ count: Int = 4) -> String {
        let hex = String(value, radix: 16)
        return String(repeating: "0", count: count - hex.count) + hex
    }

    private static func percent(_ text: String, keeping: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: keeping)))
            ?? ""
    }

    private static func html(_ text: String, quote: String, apostrophe: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: quote).replacing("'", with: apostrophe)
    }
}
