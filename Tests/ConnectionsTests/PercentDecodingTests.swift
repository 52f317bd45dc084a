import Connections
import Testing

@Suite("Percent-encoded text")
struct PercentDecodingTests {
    @Test(
        "percent signs that begin no code stand for themselves",
        arguments: [
            ("%7B%22a%22%3A1%7D", "{\"a\":1}"), ("100%", "100%"), ("%zz%4", "%zz%4"), ("a+b", "a+b"), ("%C3%A9", "é"),
            ("%+1", "%+1"), ("%ff", "\u{FFFD}"), ("", ""),
        ]
    )
    func decoding(_ text: String, _ expected: String) {
        #expect(text.percentDecoded == expected)
    }
}
