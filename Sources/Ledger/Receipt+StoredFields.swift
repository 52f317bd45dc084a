package import Connections
package import Planning

extension Receipt {
    /// What a ledger writes for each field: its digest, and behind a colon what stands for how the API stores it otherwise.
    ///
    /// Both in one text, so that ledgers of a patchbay that knows the digests only can be read, and such a patchbay takes the
    /// field for another one than it left.
    package var storedFields: [ConnectionField: String] {
        fields.merging(conversions.filter { fields[$0.key] != nil }) { "\($0):\($1)" }
    }

    /// Takes apart what ``storedFields`` has.
    package mutating func take(storedFields: [ConnectionField: String]) {
        fields = storedFields
        conversions = [:]
        for (field, text) in storedFields {
            guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { continue }
            fields[field] = String(text[..<colon])
            conversions[field] = String(text[text.utf8.index(after: colon)...])
        }
    }
}
