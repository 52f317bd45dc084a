import Testing

@testable import AWSRequests

@Suite("XML as AWS answers it")
struct XMLElementTests {
    @Test("elements, texts, references, comments and namespaces")
    func reading() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- first --><a:Response xmlns:a='urn:x' b="1 &gt; 0">
              <Result><Name>A &lt;&amp;&#65;&#x1F600;&gt;</Name><Empty/><Names><member>one</member><other/><member>two</member></Names>
              <Text>be<!-- in -->fore<![CDATA[<&amp;>]]>after</Text></Result>
            </a:Response><!-- last -->

            """
        let root = try #require(XMLElement(Array(text.utf8)))
        #expect(root.name == "Response")
        let result = try #require(root["Result"])
        #expect(result["Name"]?.text == "A <&A\u{1F600}>")
        #expect(result["Empty"]?.text.isEmpty == true)
        #expect(result.members(of: "Names").map(\.text) == ["one", "two"])
        #expect(result["Text"]?.text == "before<&amp;>after")
        #expect(root.firstText(named: "Name") == "A <&A\u{1F600}>")
        #expect(root.firstText(named: "Nothing") == nil)
    }

    @Test(
        "what is not well-formed, declares entities or goes on for ever is refused",
        arguments: [
            "", "text", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "<a b></a>", "<a b=c/>", "<a b=\"<\"/>", "<a>&nbsp;</a>",
            "<a>&</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a><![CDATA[</a>", "<a><!--</a>", "< a/>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", String(repeating: "<a>", count: 100_000),
            String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65),
        ]
    )
    func refused(_ text: String) {
        #expect(XMLElement(Array(text.utf8)) == nil)
    }

    @Test("bytes that are no text are refused")
    func bytes() {
        #expect(XMLElement([0x3C, 0xFF, 0x2F, 0x3E]) == nil)
    }
}
