import Connections
import Diagnostics
import YAMLTree

/// The fields that entries and the policy of the settings share, and the wording of what is wrong with names.
extension NodeReader {
    /// 12 digits, plain or quoted; leading zeros count.
    func accountID(_ node: YAMLNode) -> String? {
        guard let text = text(node, for: EntryKey.awsAccountId.rawValue) else { return nil }
        guard EntryRules.isAccountID(text) else {
            let isNumber = text.consistsOfDigits
            report(
                .invalidAccount,
                node,
                isNumber
                    ? "\(Echo.quoted(text)) has \(text.utf8.count) digits, and an AWS account id has 12"
                    : "\(Echo.quoted(text)) is not an AWS account id",
                hint: "write its 12 digits without spaces or dashes, leading zeros included"
            )
            return nil
        }
        return text
    }

    /// The name of a region, known to us or not.
    func region(_ node: YAMLNode) -> String? {
        guard let text = text(node, for: EntryKey.awsRegion.rawValue) else { return nil }
        guard RegionNames.isKnown(text) || RegionNames.isWellFormed(text) else {
            report(
                .invalidRegion,
                node,
                "\(Echo.quoted(text)) is not the name of an AWS region",
                hint: Suggestion.hint(for: text, among: RegionNames.known) ?? "write it as AWS does, such as us-east-2"
            )
            return nil
        }
        return text
    }

    func reportName(_ node: YAMLNode, _ verdict: NameRules.Verdict, name: String) {
        switch verdict {
        case .fine:
            break
        case .unusual(let scalar):
            findings.warning(
                .unusualName,
                at: spot(of: node),
                "the name \(Echo.quoted(name)) has the character '\(scalar)', which the API may refuse, also in updates and deletes",
                hint: "letters, digits, spaces, '_' and '-' are safe"
            )
        case .padded:
            report(.invalidName, node, "the name begins or ends with a space", hint: "remove the space")
        case .empty:
            report(.invalidName, node, "the name is empty", hint: "give the connection a name")
        case .tooLong:
            report(
                .tooLong,
                node,
                "the name has \(name.unicodeScalars.count) characters, and \(NameRules.longest) are allowed",
                hint: "shorten it"
            )
        case .forbidden(let scalar):
            report(
                .invalidName,
                node,
                scalar.value < 0x20
                    ? "the name has a line break or a tab in it" : "the name has the character '\(scalar)'",
                hint: "use letters, digits, spaces, '_' and '-' only"
            )
        case .reserved:
            report(
                .reservedName,
                node,
                "the name ends like those that patchbay gives connections while it moves them",
                hint: "leave out ' moving …' or ' retired …'; the next apply finishes what an interrupted one began"
            )
        }
    }
}
