import Foundation
import Testing

@testable import PictoryHTTP

@Suite("Retry-After")
struct RetryAfterTests {
    @Test(
        "is clamped to 0…60 s, and nonsense is none",
        arguments: [
            ("7", Duration.seconds(7)), ("0", .zero), ("60", .seconds(60)), ("61", .seconds(60)),
            ("1.5", .milliseconds(1500)),
            ("-1", .zero), ("1e9", .seconds(60)), ("1e999", .seconds(60)), ("-1e999", .zero),
            ("Sun, 06 Nov 1994 08:49:57 GMT", .seconds(20)), ("Sun, 06 Nov 1994 08:48:37 GMT", .zero),
            ("Mon, 06 Nov 2034 08:49:37 GMT", .seconds(60)), ("", nil), ("soon", nil), ("nan", nil), ("inf", nil),
            ("0x10", nil),
            ("-", nil), ("1 2", nil), ("Sun, 06 Nov 1994 08:49:57", nil), ("Sun, 06 Nov 1994 25:49:57 GMT", nil),
            ("Sun, 06 Foo 1994 08:49:57 GMT", nil), ("Sun, 06 Nov -1 08:49:57 GMT", nil), ("٧", nil),
        ] as [(String, Duration?)]
    )
    func clamped(header: String, expected: Duration?) {
        #expect(RetryAfter.wait(header, now: Date(timeIntervalSince1970: 784_111_777)) == expected)
    }
}
