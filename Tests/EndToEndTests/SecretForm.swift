import Foundation
import Testing

/// A way in which a server, a log or a library writes down what it was told.
struct SecretForm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let write: @Sendable (String) -> String

    private init(_ testDescription: String, _ write: @escaping @Sendable (String) -> String) {
        self.testDescription = testDescription
        self.write = write
    }

    func callAsFunction(_ secret: String) -> String { write(secret) }

    static let all = [
        SecretForm("as it is") { $0 },
        SecretForm("with the cases of letters reversed") { text in
            String(text.map { Character($0.isUppercase ? $0.lowercased() : $0.uppercased()) })
        },
        SecretForm("escaped as JSON") {
            $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("/", with: "\\/")
        },
        SecretForm(#"as \uXXXX"#) { $0.utf16.map { "\\u" + hex($0, 4) }.joined() },
        SecretForm(#"as \xXX"#) { $0.utf8.map { "\\x" + hex($0, 2) }.joined() },
        SecretForm("in octal digits") {
            $0.utf8.map { "\\" + String(String(Int($0) + 512, radix: 8).dropFirst()) }.joined()
        },
        SecretForm("percent-encoded as a whole") { percent($0) },
        SecretForm("percent-encoded in lower case") { percent($0).lowercased() },
        SecretForm("percent-encoded where URLs need it") {
            $0.addingPercentEncoding(withAllowedCharacters: .urlHostAllowed) ?? ""
        },
        SecretForm("as in a form") { text in
            (text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union([" "])) ?? "").replacing(
                " ",
                with: "+"
            )
        },
        SecretForm("percent-encoded twice") { percent(percent($0)) },
        SecretForm("with names of HTML") { text in
            [
                ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&apos;"), ("/", "&sol;"),
                ("+", "&plus;"),
            ]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
        },
        SecretForm("with decimal numbers of HTML") { $0.unicodeScalars.map { "&#\($0.value);" }.joined() },
        SecretForm("with hexadecimal numbers of HTML") { $0.unicodeScalars.map { "&#x\(hex($0.value, 2));" }.joined() },
        SecretForm("in base64") { base64($0) },
        SecretForm("in base64 behind one byte") { base64("x" + $0 + "yz") },
        SecretForm("in base64 behind two bytes") { base64("xy" + $0 + "z") },
        SecretForm("in base64 for URLs") {
            base64($0).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        },
        SecretForm("in base64 of JSON") { text in
            base64("{\"clientSecret\":\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"}")
        },
        SecretForm("in hexadecimal digits") { $0.utf8.map { hex($0, 2) }.joined() },
        SecretForm("in capital hexadecimal digits") { $0.utf8.map { hex($0, 2).uppercased() }.joined() },
        SecretForm("as a dump") { $0.utf8.map { hex($0, 2) }.joined(separator: " ") },
        SecretForm("as in a mail") { text in
            text.utf8.enumerated().map { ($0 % 20 == 19 ? "=\r\n" : "") + "=" + hex($1, 2).uppercased() }.joined()
        },
    ]

    private static func hex(_ value: some BinaryInteger, _ count: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    private static func percent(_ text: String) -> String { text.utf8.map { "%" + hex($0, 2).uppercased() }.joined() }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}

/// Looks for secrets in all forms, whole or in part.
struct SecretScan: Sendable {
    /// Of every form every second run of so many bytes: where a few more in a row are somewhere, one of these is there.
    private static let length = 14

    private let pieces: Set<Data>

    init(_ secrets: [String]) {
        var pieces: Set<Data> = []
        for secret in secrets {
            for form in SecretForm.all {
                // At the ends of base64 are bits of what stands beside it.
                let bytes = Array(form(secret).utf8.dropFirst(4).dropLast(6))
                for start in stride(from: 0, through: bytes.count - Self.length, by: 7) {
                    pieces.insert(Data(bytes[start..<(start + Self.length)]))
                }
            }
        }
        // Words of ours, in base64 of JSON.
        let own = SecretForm.all.map { Data($0("").utf8) }
        self.pieces = pieces.filter { piece in
            !own.contains { $0.range(of: piece) != nil } && piece != Data("0000000000000".utf8)
        }
    }

    func expectNone(in data: Data, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
        let found = pieces.filter { data.range(of: $0) != nil }.map { String(decoding: $0, as: UTF8.self) }
        #expect(found.isEmpty, comment, sourceLocation: sourceLocation)
    }

    func expectNone(in text: String, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
        expectNone(in: Data(text.utf8), comment, sourceLocation: sourceLocation)
    }

    /// In none of the files, however deep they are.
    func expectNone(inFilesBelow directory: URL, sourceLocation: SourceLocation = #_sourceLocation) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
            expectNone(in: path, "a path", sourceLocation: sourceLocation)
            guard let data = try? Data(contentsOf: directory.appending(path: path)) else { continue }
            expectNone(in: data, "file \(path)", sourceLocation: sourceLocation)
        }
    }
}
