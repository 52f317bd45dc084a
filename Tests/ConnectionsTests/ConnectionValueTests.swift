import Connections
import Foundation
import Testing

@Suite("Connection values")
struct ConnectionValueTests {
    @Test("only the two secrets are sensitive")
    func sensitive() {
        #expect(ConnectionField.allCases.filter(\.isSensitive) == [.clientSecret, .accessToken])
    }

    @Test("keys sort by type, then by name")
    func order() {
        let keys = [ConnectionKey(.vimeo, "a"), ConnectionKey(.aws, "b"), ConnectionKey(.aws, "a")]
        #expect(keys.sorted() == [ConnectionKey(.aws, "a"), ConnectionKey(.aws, "b"), ConnectionKey(.vimeo, "a")])
        let places = [AWSLocation(accountID: "2", region: "a"), AWSLocation(accountID: "1", region: "b")]
        #expect(places.sorted().map(\.accountID) == ["1", "2"])
    }

    @Test("an id is a plain string in JSON")
    func ids() throws {
        let data = try JSONEncoder().encode([ConnectionID("x")])
        #expect(String(decoding: data, as: UTF8.self) == "[\"x\"]")
        #expect(try JSONDecoder().decode([ConnectionID].self, from: data) == [ConnectionID("x")])
    }

    @Test("details tell their type and what only it has")
    func details() {
        let aws = ConnectionDetails.aws(AWSLocation(accountID: "012345678901", region: "us-east-2"))
        #expect(aws.type == .aws)
        #expect(aws.location?.accountID == "012345678901")
        #expect(aws.clientIdentifier == nil)
        let vimeo = ConnectionDetails.vimeo(clientIdentifier: "x")
        #expect(vimeo.type == .vimeo)
        #expect(vimeo.location == nil)
        #expect(vimeo.clientIdentifier == "x")
    }
}
