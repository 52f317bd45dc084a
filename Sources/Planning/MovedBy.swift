/// Who moved a field that differs between the files and the account, as far as the ledger tells.
///
/// The raw values are part of the JSON format.
package enum MovedBy: String, Sendable, Hashable, Codable, CaseIterable {
    /// The files: the account has it still as it was left.
    case config
    /// Somebody in the account: the files have it still as it was left.
    case outside
    case both
    /// There is no receipt, or one that cannot be relied on.
    case unknown
}
