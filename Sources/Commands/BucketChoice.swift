import AWSRole
import ArgumentParser
import Rendering

/// A bucket as a flag names it.
struct BucketChoice {
    let name: BucketName
    /// The AWS account that it is for; nil for all of them.
    let account: String?

    /// Takes `NAME` or `ACCOUNT=NAME`.
    ///
    /// - Throws: A usage error.
    init(_ text: String, of flag: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard parts[0].utf8.count == 12, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw ValidationError("\(flag) '\(text.terminalSafe)': an AWS account has 12 digits")
            }
            account = String(parts[0])
        } else {
            account = nil
        }
        do throws(BucketNameProblem) {
            name = try BucketName(String(parts[parts.count - 1]))
        } catch {
            throw ValidationError("\(flag) '\(text.terminalSafe)' names no bucket: \(error.reason)")
        }
    }
}
