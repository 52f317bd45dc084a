/// The character references that escaping functions write.
enum HTMLEntity {
    private static let named: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "sol": "/", "equals": "=",
        "plus": "+", "lowbar": "_", "period": ".", "colon": ":", "semi": ";", "comma": ",", "num": "#", "dollar": "$",
        "percnt": "%", "ast": "*", "commat": "@", "lpar": "(", "rpar": ")", "lsqb": "[", "lbrack": "[", "rsqb": "]",
        "rbrack": "]", "lcub": "{", "lbrace": "{", "rcub": "}", "rbrace": "}", "bsol": "\\", "quest": "?", "excl": "!",
        "verbar": "|", "vert": "|", "grave": "`", "hat": "^",
    ]

    /// The scalar of `&name;`: one of the few names, or a number such as `#39` or `#x27`; nil for any other.
    static func scalar(named name: String) -> Unicode.Scalar? {
        guard name.hasPrefix("#") else { return named[name.lowercased()] }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        return UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10).flatMap { Unicode.Scalar($0) }
    }
}
