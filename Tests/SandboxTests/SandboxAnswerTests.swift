import Connections
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("An answer as JSON")
struct SandboxAnswerTests {
    @Test("a list, a get and a Vimeo update show the whole connection")
    func whole() {
        let aws = """
            {"awsAccountId":"111122223333","awsRegion":"us-east-2","connectionId":"aws-Main",\
            "createdDate":"2025-12-01T10:00:00.000Z","description":"Of the web team","enabled":true,"name":"Main",\
            "type":"AWS","updatedDate":"2025-12-01T10:00:00.000Z","version":3}
            """
        let vimeo = """
            {"clientIdentifier":"a/b","connectionId":"vimeo-Main","createdDate":"2025-12-01T10:00:00.000Z",\
            "enabled":false,"name":"Main","type":"VIMEO","updatedDate":"2025-12-01T10:00:00.000Z","version":1}
            """
        let connections = [
            SandboxConnection.aws("Main", description: "Of the web team", version: 3),
            .vimeo("Main", clientIdentifier: "a/b", enabled: false),
        ]
        #expect(json(.connection(connections[0], .all)) == aws)
        #expect(json(.connection(connections[1], .all)) == vimeo)
        #expect(json(.page(SandboxPage(items: connections))) == #"{"Items":[\#(aws),\#(vimeo)]}"#)
        #expect(json(.page(SandboxPage(items: [], nextPageKey: "+/8="))) == #"{"Items":[],"nextPageKey":"+/8="}"#)
    }

    @Test("what a write answers is the behavior's choice")
    func parts() {
        let parts = #""awsAccountId":"111122223333","awsRegion":"us-east-2","connectionId":"aws-Main""#
        #expect(
            json(.connection(.aws("Main"), .allButTypeAndDates))
                == "{\(parts),\"enabled\":true,\"name\":\"Main\",\"version\":1}"
        )
        #expect(json(.connection(.aws("Main"), .idAndVersion)) == #"{"connectionId":"aws-Main","version":1}"#)
    }

    @Test(
        "that there is no description is the behavior's choice",
        arguments: [
            (SandboxBehavior.EmptyDescription.omitted, ""), (.null, #""description":null,"#),
            (.emptyString, #""description":"","#),
        ]
    )
    func noDescription(choice: SandboxBehavior.EmptyDescription, shown: String) {
        let answer = json(
            .connection(.aws("Main"), .allButTypeAndDates),
            SandboxBehavior { $0.emptyDescription = choice }
        )
        #expect(answer.contains(#""connectionId":"aws-Main",\#(shown)"enabled":true"#))
    }

    @Test(
        "the form of an error is the behavior's choice",
        arguments: [
            (SandboxBehavior.ErrorBody.message, #"{"message":"a < b"}"#, "application/json"),
            (.errorObject, #"{"error":{"code":"E409","message":"a < b"}}"#, "application/json"),
            (.text, "a < b", "text/plain; charset=utf-8"),
            (
                .html, "<html><head><title>a &lt; b</title></head><body><h1>a &lt; b</h1></body></html>",
                "text/html; charset=utf-8"
            ),
            (.nothing, "", nil),
        ] as [(SandboxBehavior.ErrorBody, String, String?)]
    )
    func errors(form: SandboxBehavior.ErrorBody, text: String, contentType: String?) {
        let body = SandboxAnswer(Refusal(409, "a < b")).body(SandboxBehavior { $0.errorBody = form })
        #expect(String(decoding: body.bytes, as: UTF8.self) == text)
        #expect(body.contentType == contentType)
    }

    @Test("secrets are in no answer, print or reflection")
    func secrets() {
        let connection = SandboxConnection.vimeo("Main")
        let request = SandboxRequest.create(.vimeo, RequestBody(.vimeo("Main")))
        var dumped = ""
        dump(connection, to: &dumped)
        dump(request, to: &dumped)
        let texts = [json(.connection(connection, .all)), "\(connection)", "\(request)", dumped]
        #expect(texts.allSatisfy { !$0.contains("canary") })
    }

    private func json(_ content: SandboxAnswer.Content, _ behavior: SandboxBehavior = SandboxBehavior()) -> String {
        String(decoding: SandboxAnswer(200, content).body(behavior).bytes, as: UTF8.self)
    }
}
