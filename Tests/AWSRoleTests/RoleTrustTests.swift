import AWSRole
import Testing

@Suite("Whom a role trusts")
struct RoleTrustTests {
    private static let api = "arn:aws:iam::701488979254:role/CloudIntegrationRole"
    private static let root = "arn:aws:iam::701488979254:root"

    private func verdict(on principal: String, _ statements: String) throws -> RoleTrust.Verdict {
        let json = "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements)]}"
        return RoleTrust(try #require(PolicyDocument(json: json))).verdict(on: principal)
    }

    private func allow(_ principal: String, _ rest: String = "") -> String {
        "{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": \(principal)\(rest)}"
    }

    @Test(
        "a principal is trusted when it is named",
        arguments: [
            (#"{"AWS": "\#(api)"}"#, RoleTrust.Verdict.trusted), (#"{"AWS": ["x", "\#(api)"]}"#, .trusted),
            (#"{"AWS": "\#(root)"}"#, .missing), (#"{"AWS": "701488979254"}"#, .missing),
            (#"{"Service": "ec2.amazonaws.com"}"#, .missing), (#"{"AWS": "AROAEXAMPLE"}"#, .missing),
            (#"{"AWS": "*"}"#, .trustedWithEveryone), (#""*""#, .trustedWithEveryone),
        ]
    )
    func named(_ principal: String, _ expected: RoleTrust.Verdict) throws {
        try #expect(verdict(on: Self.api, allow(principal)) == expected)
    }

    @Test("an account's number is the account")
    func number() throws {
        try #expect(verdict(on: Self.root, allow(#"{"AWS": "701488979254"}"#)) == .trusted)
        try #expect(verdict(on: Self.root, allow(#"{"AWS": "701488979255"}"#)) == .missing)
    }

    @Test("conditions and what is left out are doubts, denials win")
    func doubts() throws {
        let named = allow(#"{"AWS": "\#(Self.api)"}"#)
        let external = allow(#"{"AWS": "\#(Self.api)"}"#, #", "Condition": {"StringEquals": {"sts:ExternalId": "x"}}"#)
        let doubt = RoleTrust.Verdict.uncertain("it is trusted under a condition on sts:ExternalId")
        try #expect(verdict(on: Self.api, external) == doubt)
        try #expect(verdict(on: Self.api, "\(external), \(named)") == .trusted)
        let denied = #"{"Effect": "Deny", "Action": "sts:*", "Principal": "*"}"#
        try #expect(verdict(on: Self.api, "\(named), \(denied)") == .denied)
        let butOne = #"{"Effect": "Deny", "Action": "sts:*", "NotPrincipal": {"AWS": "\#(Self.api)"}}"#
        guard case .uncertain = try verdict(on: Self.api, "\(named), \(butOne)") else {
            Issue.record("NotPrincipal is no doubt")
            return
        }
        let tagging = #"{"Effect": "Allow", "Action": "sts:TagSession", "Principal": "*"}"#
        try #expect(verdict(on: Self.api, tagging) == .missing)
    }
}
