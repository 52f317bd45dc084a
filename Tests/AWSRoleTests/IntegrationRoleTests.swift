import AWSRole
import Foundation
import Testing

@Suite("The role that Pictory assumes")
struct IntegrationRoleTests {
    @Test("its trust policy has the vendor's three principals and nothing else")
    func trust() throws {
        try expect(
            IntegrationRole.trustPolicy,
            """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": [
              "arn:aws:iam::701488979254:role/CloudIntegrationRole",
              "arn:aws:iam::701488979254:role/ecsTaskExecutionRole",
              "arn:aws:iam::701488979254:root"]}}]}
            """
        )
    }

    @Test("its policy reads the buckets, each once and sorted, and lists the names of all")
    func permissions() throws {
        let buckets = try ["zoo", "abc", "zoo"].map { try BucketName($0) }
        try expect(
            IntegrationRole.permissionsPolicy(for: buckets),
            """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": [
                "arn:aws:s3:::abc", "arn:aws:s3:::abc/*", "arn:aws:s3:::zoo", "arn:aws:s3:::zoo/*"]},
              {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::*"}]}
            """
        )
    }

    @Test("what it asks for is found in its own documents")
    func coverage() throws {
        let bucket = try BucketName("videos")
        let documents = [IntegrationRole.permissionsPolicy(for: [bucket]), IntegrationRole.trustPolicy]
        let read = try documents.map { document in
            try #require(PolicyDocument(json: String(decoding: try JSONEncoder().encode(document), as: UTF8.self)))
        }
        #expect(read == documents)
        let policies = RolePolicies([.init(name: "own", document: read[0])])
        #expect(policies.permission(of: "s3:ListBucket", on: .one(bucket.arn)) == .allowed)
        #expect(policies.permission(of: "s3:GetObject", on: .all(from: "\(bucket.arn)/")) == .allowed)
        #expect(policies.permission(of: "s3:PutObject", on: .all(from: "\(bucket.arn)/")) == .missing)
        #expect(policies.permission(of: "s3:GetObject", on: .all(from: "\(bucket.arn)-two/")) == .missing)
        for principal in IntegrationRole.principals {
            #expect(RoleTrust(read[1]).verdict(on: principal.arn) == .trusted)
        }
    }

    private func expect(_ document: PolicyDocument, _ json: String) throws {
        let written = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(document)) as? NSDictionary
        let expected = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
        #expect(written == expected)
    }
}
