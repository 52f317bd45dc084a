package import Connections
import YAMLTree

/// What may stand in an entry, for values that come from an account instead of a file.
///
/// Each function says why a value could not be declared as it is, in lower case and with nothing of the value in it that people
/// could not see; nil when it could. They tell what the decoders would report as an error, and no more.
package enum EntryRules {
    /// In Unicode scalars.
    package static let longestDescription = 250
    /// In Unicode scalars.
    package static let longestClientIdentifier = 500
    /// In Unicode scalars.
    package static let longestID = 200

    package static func refusal(ofName name: String, type: ConnectionType) -> String? {
        switch NameRules.verdict(on: name, type: type) {
        case .fine, .unusual: textRefusal(name, "its name")
        case .padded: "its name begins or ends with a space"
        case .empty: "its name is empty"
        case .tooLong: "its name is longer than \(NameRules.longest) characters"
        case .forbidden(let scalar):
            textRefusal(name, "its name")
                ?? (scalar.value < 0x20
                    ? "its name has a line break or a tab in it" : "its name has the character '\(scalar)'")
        case .reserved: "its name ends like those that patchbay gives connections while it moves them"
        }
    }

    package static func refusal(of details: ConnectionDetails) -> String? {
        switch details {
        case .aws(let location): refusal(of: location)
        case .vimeo(let clientIdentifier): refusal(ofClientIdentifier: clientIdentifier)
        }
    }

    private static func refusal(of location: AWSLocation) -> String? {
        guard isAccountID(location.accountID) else { return "its AWS account id has not 12 digits" }
        return RegionNames.isWellFormed(location.region) ? nil : "its region is not the name of an AWS region"
    }

    private static func refusal(ofClientIdentifier text: String) -> String? {
        refusal(ofLine: text, "its client identifier", longest: longestClientIdentifier)
    }

    package static func refusal(of id: ConnectionID) -> String? {
        refusal(ofLine: id.rawValue, "its id", longest: longestID)
    }

    private static func refusal(ofLine text: String, _ subject: String, longest: Int) -> String? {
        if text.isEmpty { return "\(subject) is empty" }
        if isLonger(text, than: longest) { return "\(subject) is longer than \(longest) characters" }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 }) {
            return "\(subject) has a line break or a tab in it"
        }
        return textRefusal(text, subject)
    }

    package static func refusal(ofDescription text: String) -> String? {
        isLonger(text, than: longestDescription)
            ? "it is longer than \(longestDescription) characters" : textRefusal(text, "it")
    }

    /// The same for names that no file may declare beside each other.
    package static func foldedName(_ name: String) -> String { NameRules.folded(name) }

    static func isAccountID(_ text: String) -> Bool {
        text.utf8.count == 12 && text.consistsOfDigits
    }

    /// Counting bytes is cheaper, and enough for almost all texts.
    static func isLonger(_ text: String, than longest: Int) -> Bool {
        text.utf8.count > longest && text.unicodeScalars.count > longest
    }

    /// What holds for every text of a file.
    private static func textRefusal(_ text: String, _ subject: String) -> String? {
        for scalar in text.unicodeScalars {
            guard let forbidden = ForbiddenCharacter(scalar) else { continue }
            let described = forbidden.described(as: scalar)
            return "\(subject) has \(described.hasSuffix(",") ? String(described.dropLast()) : described)"
        }
        return SecretReference.occurs(in: text) ? "\(subject) looks as if it held a reference" : nil
    }
}
