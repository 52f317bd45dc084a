package import Checks
import Diagnostics

/// The JSON form of what `doctor` found, for support tickets; it holds no secrets, since checks hold none.
package struct CheckupDocument: Sendable, Encodable {
    private let formatVersion = "1.0"
    private let patchbayVersion: String
    private let checkedAt: String
    private let summary: [String: Int]
    private let checks: [CheckDocument]

    package init(_ checkup: Checkup, patchbayVersion: String, checkedAt: String) {
        self.patchbayVersion = patchbayVersion
        self.checkedAt = checkedAt
        let counts = Check.Status.allCases.map { ($0.rawValue, checkup.count($0)) }
        summary = Dictionary(uniqueKeysWithValues: counts)
        checks = checkup.checks.map(CheckDocument.init)
    }
}

private struct CheckDocument: Sendable, Encodable {
    private let check: Check

    init(_ check: Check) {
        self.check = check
    }

    private enum CodingKeys: CodingKey {
        case check, status, stack, subject, message, nextStep, code
    }

    // Written out because scripts rely on `null` where the synthesised form leaves the key away.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(check.kind.rawValue, forKey: .check)
        try container.encode(check.status.rawValue, forKey: .status)
        try container.encode(check.stack, forKey: .stack)
        try container.encode(check.subject, forKey: .subject)
        try container.encode(check.message, forKey: .message)
        try container.encode(check.nextStep, forKey: .nextStep)
        try container.encode(check.code?.rawValue, forKey: .code)
    }
}
