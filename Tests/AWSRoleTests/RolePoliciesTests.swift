import AWSRole
import Testing

@Suite("What the policies of a role allow")
struct RolePoliciesTests {
    private static let bucket = "arn:aws:s3:::videos"
    private static let whole = #""Resource": "arn:aws:s3:::videos/*""#

    /// What reading all objects of the bucket comes to, of statements in one policy, or in several.
    private func reading(_ policies: String..., boundary: String? = nil) throws -> RolePolicies.Permission {
        let named = try policies.enumerated().map { number, statements in
            RolePolicies.Policy(name: "p\(number + 1)", document: try document(statements))
        }
        let limit = try boundary.map { RolePolicies.Policy(name: "limit", document: try document($0)) }
        return RolePolicies(named, boundary: limit).permission(of: "s3:GetObject", on: .all(from: "\(Self.bucket)/"))
    }

    private func document(_ statements: String) throws -> PolicyDocument {
        let json = "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements)]}"
        let document = PolicyDocument(json: json)
        return try #require(document)
    }

    private func allow(_ rest: String) -> String { "{\"Effect\": \"Allow\", \(rest)}" }
    private func deny(_ rest: String) -> String { "{\"Effect\": \"Deny\", \(rest)}" }

    @Test(
        "an action is matched with wildcards, whatever its case",
        arguments: [
            (#""Action": "s3:GetObject""#, true), (#""Action": "S3:getobject""#, true), (#""Action": "s3:Get*""#, true),
            (#""Action": "s3:Get?bject""#, true), (#""Action": "*""#, true), (#""Action": ["s3:List*", "s3:*"]"#, true),
            (#""Action": "s3:GetObjectAcl""#, false), (#""Action": "s3:GetObjec""#, false),
            (#""Action": "ec2:*""#, false),
            (#""NotAction": "s3:Put*""#, true), (#""NotAction": ["s3:Get*"]"#, false), (#""Action": []"#, false),
        ]
    )
    func actions(_ action: String, _ isAllowed: Bool) throws {
        try #expect(reading(allow("\(action), \(Self.whole)")) == (isAllowed ? .allowed : .missing))
    }

    @Test(
        "a resource is covered as a whole, in part, or not at all",
        arguments: [
            ("arn:aws:s3:::videos/*", RolePolicies.Permission.allowed), ("*", .allowed), ("arn:aws:s3:::*", .allowed),
            ("arn:aws:s3:::v*", .allowed), ("arn:aws:s3:::*/*", .allowed), ("arn:aws:s3:::video?/*", .allowed),
            ("arn:aws:s3:::videos*", .allowed), ("arn:aws:s3:::videos/?*", .allowed),
            ("arn:aws:s3:::videos/**", .allowed),
            ("arn:aws:s3:::videos/2026/*", .partly(policy: "p1")), ("arn:aws:s3:::videos/*.mp4", .partly(policy: "p1")),
            ("arn:aws:s3:::videos/??*", .partly(policy: "p1")), ("arn:aws:s3:::*.mp4", .partly(policy: "p1")),
            ("arn:aws:s3:::videos", .missing), ("arn:aws:s3:::videos/", .missing), ("arn:aws:s3:::Videos/*", .missing),
            ("arn:aws:s3:::videos-two/*", .missing), ("arn:aws:s3:::video/*", .missing), ("", .missing),
            ("arn:aws-cn:s3:::videos/*", .missing),
        ]
    )
    func resources(_ pattern: String, _ expected: RolePolicies.Permission) throws {
        try #expect(reading(allow("\"Action\": \"s3:GetObject\", \"Resource\": \"\(pattern)\"")) == expected)
        // What is left out of everything is the other way round.
        let inverted = try reading(allow("\"Action\": \"s3:GetObject\", \"NotResource\": \"\(pattern)\""))
        switch expected {
        case .allowed: #expect(inverted == .missing)
        case .missing: #expect(inverted == .allowed)
        default: #expect(inverted == expected)
        }
    }

    @Test("an explicit denial wins, wherever it stands, and one of a part or under a condition is a doubt")
    func denials() throws {
        let all = allow(#""Action": "s3:*", "Resource": "*""#)
        let none = deny("\"Action\": \"s3:Get*\", \(Self.whole)")
        try #expect(reading("\(all), \(none)") == .denied(policy: "p1"))
        try #expect(reading(none, all) == .denied(policy: "p1"))
        try #expect(reading(all, none) == .denied(policy: "p2"))
        let part = deny(#""Action": "*", "Resource": "arn:aws:s3:::videos/private/*""#)
        try #expect(reading(all, part) == .uncertain("policy 'p2' denies it on a part"))
        let other = deny(#""Action": "*", "Resource": "arn:aws:s3:::music/*""#)
        try #expect(reading(all, other) == .allowed)
        let insecure = deny(
            #""Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#
        )
        let doubt = "policy 'p2' denies it under a condition on aws:SecureTransport"
        try #expect(reading(all, insecure) == .uncertain(doubt))
        try #expect(reading(insecure) == .missing)
        let elsewhere = deny(#""NotAction": "iam:*", "NotResource": "arn:aws:s3:::videos/*""#)
        try #expect(reading(all, elsewhere) == .allowed)
    }

    @Test(
        "what depends on a condition, a variable or a policy of another language is a doubt, unless it is allowed anyway"
    )
    func doubts() throws {
        let conditional = allow(
            """
            "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"b": ["x"]}, "Bool": {"a": true}}
            """
        )
        try #expect(reading(conditional) == .uncertain("policy 'p1' allows it under a condition on a, b"))
        let plain = allow("\"Action\": \"s3:GetObject\", \(Self.whole)")
        try #expect(reading(conditional, plain) == .allowed)
        let variable = allow(#""Action": "s3:*", "Resource": "arn:aws:s3:::${aws:PrincipalTag/bucket}/*""#)
        try #expect(reading(variable) == .uncertain("policy 'p1' allows it where a variable has some value"))
        let elsewhere = allow(#""Action": "s3:*", "Resource": "arn:aws:s3:::music/${aws:username}/*""#)
        try #expect(reading(elsewhere) == .missing)
        let old = try #require(
            PolicyDocument(
                json: #"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${x}/*"}}"#
            )
        )
        let inOldLanguage = RolePolicies([.init(name: "old", document: old)])
        #expect(inOldLanguage.permission(of: "s3:GetObject", on: .all(from: "\(Self.bucket)/")) == .missing)
        let unreadable = RolePolicies([.init(name: "odd", document: nil)])
        let doubt = RolePolicies.Permission.uncertain("policy 'odd' cannot be understood")
        #expect(unreadable.permission(of: "s3:GetObject", on: .all(from: "\(Self.bucket)/")) == doubt)
    }

    @Test("a boundary takes away what it does not allow")
    func boundaries() throws {
        let all = allow(#""Action": "s3:*", "Resource": "*""#)
        let listing = allow(#""Action": "s3:List*", "Resource": "*""#)
        try #expect(reading(all, boundary: all) == .allowed)
        try #expect(reading(all, boundary: listing) == .denied(policy: "limit"))
        try #expect(reading(listing, boundary: all) == .missing)
        let part = allow(#""Action": "s3:*", "Resource": "arn:aws:s3:::videos/2026/*""#)
        try #expect(reading(all, boundary: part) == .partly(policy: "limit"))
    }

    @Test(
        "what is no policy is not taken for one",
        arguments: [
            "", "{}", "[]", #"{"Statement": [{"Effect": "Maybe", "Action": "*", "Resource": "*"}]}"#,
            #"{"Statement": [{"Effect": "Allow", "Resource": "*"}]}"#,
            #"{"Statement": [{"Effect": "Allow", "Action": 1}]}"#,
        ]
    )
    func malformed(_ json: String) {
        #expect(PolicyDocument(json: json) == nil)
    }
}
