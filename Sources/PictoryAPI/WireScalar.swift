/// The value of a field, of whatever type the answer gave it.
enum WireScalar {
    case text(String)
    /// A string that is no valid Unicode.
    case brokenText
    /// nil when it is no whole number, or one that `Int` cannot hold.
    case number(Int?)
    case boolean(Bool)
    case null
    case object
    case array

    /// Takes the next value; the content of an object or array is checked and dropped.
    init(from scanner: inout WireScanner) throws(WireScanner.Failure) {
        switch try scanner.kind() {
        case .string:
            let string = try scanner.rawString()
            self = scanner.text(string).map(WireScalar.text) ?? .brokenText
        case .number:
            let place = try scanner.number()
            self = .number(Self.wholeNumber(scanner.bytes[place]))
        case .true:
            try scanner.literal("true")
            self = .boolean(true)
        case .false:
            try scanner.literal("false")
            self = .boolean(false)
        case .null:
            try scanner.literal("null")
            self = .null
        case .object:
            try scanner.skip()
            self = .object
        case .array:
            try scanner.skip()
            self = .array
        }
    }

    /// What the value is, for a message that says what was expected instead.
    var noun: String {
        switch self {
        case .text: "a string"
        case .brokenText: "broken Unicode"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        case .object: "an object"
        case .array: "an array"
        }
    }

    /// The number, where it is whole: `3`, and also `3.0` and `3e0`, which some encoders write.
    private static func wholeNumber(_ digits: ArraySlice<UInt8>) -> Int? {
        // Beyond any version: the limit keeps a number of a million digits from being worked on.
        guard digits.count <= 40 else { return nil }
        let text = String(decoding: digits, as: UTF8.self)
        if let number = Int(text) { return number }
        // Above 2⁵³ a Double no longer tells neighbours apart.
        guard text.contains(where: { ".eE".contains($0) }), let number = Double(text),
            abs(number) < 9_007_199_254_740_992
        else { return nil }
        return Int(exactly: number)
    }
}
