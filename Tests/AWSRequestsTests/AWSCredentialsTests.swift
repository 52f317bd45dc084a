import AWSRequests
import Testing

@Suite("Credentials of AWS in an environment")
struct AWSCredentialsTests {
    @Test("all of them, or none; an empty variable counts as none")
    func finding() {
        let both = [
            "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "canary-aws-secret", "AWS_SESSION_TOKEN": "",
        ]
        guard case .complete(let found) = AWSCredentials.find(in: both) else {
            Issue.record("they are not found")
            return
        }
        #expect(found.accessKeyID == "AKIA1")
        #expect(found.sessionToken == nil)
        #expect(AWSCredentials.find(in: [:]) == .none)
        #expect(AWSCredentials.find(in: ["AWS_ACCESS_KEY_ID": "", "AWS_SESSION_TOKEN": "x"]) == .none)
    }

    @Test(
        "a part of them, or what cannot stand in a header, is refused without its value",
        arguments: [
            ["AWS_ACCESS_KEY_ID": "AKIA1"], ["AWS_SECRET_ACCESS_KEY": "canary-aws-secret"],
            ["AWS_ACCESS_KEY_ID": "AKIA1\r\nX: y", "AWS_SECRET_ACCESS_KEY": "canary-aws-secret"],
            ["AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "canary aws"],
            [
                "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "canary-aws-secret",
                "AWS_SESSION_TOKEN": "canary\n",
            ],
        ]
    )
    func unusable(_ environment: [String: String]) {
        guard case .unusable(let reason) = AWSCredentials.find(in: environment) else {
            Issue.record("they are taken")
            return
        }
        #expect(!reason.contains("canary"))
    }
}
