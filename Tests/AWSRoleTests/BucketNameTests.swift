import AWSRole
import Testing

@Suite("Names of buckets")
struct BucketNameTests {
    @Test(
        "takes what S3 lets new buckets be called",
        arguments: ["abc", "my-videos", "a.b.c", "0-0", "1.2.3", "1.2.3.4.5", String(repeating: "a", count: 63)]
    )
    func valid(_ text: String) throws {
        try #expect(BucketName(text).description == text)
    }

    @Test(
        "refuses everything else, with the reason",
        arguments: [
            ("", "3 to 63"), ("ab", "3 to 63"), (String(repeating: "a", count: 64), "3 to 63"),
            ("Videos", "lower case"),
            ("my_videos", "lower case"), ("vidéos", "lower case"), ("a b c", "lower case"), ("abc\n", "lower case"),
            ("-abc", "begin and end"), ("abc-", "begin and end"), (".abc", "begin and end"), ("a..b", "two dots"),
            ("192.168.0.1", "IP address"), ("xn--abc", "begin with 'xn--'"), ("sthree-abc", "begin with 'sthree-'"),
            ("abc-s3alias", "end in '-s3alias'"), ("abc--x-s3", "end in '--x-s3'"), ("abc.mrap", "end in '.mrap'"),
            ("videos/2026", "whole buckets"), ("arn:aws:s3:::videos", "lower case"), ("videos/*", "whole buckets"),
            ("\"}],", "lower case"), ("${x}", "lower case"),
        ]
    )
    func invalid(_ text: String, _ reason: String) {
        #expect {
            try BucketName(text)
        } throws: { error in
            (error as? BucketNameProblem)?.reason.contains(reason) == true
        }
    }
}
