import Foundation
import Testing

/// A way in which a server, a log or a library writes down what it was told.
struct SecretForm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// How many bytes at either end are not of the secret alone: in base64 there are bits of what stands beside it.
    let foreign: (start: Int, end: Int)
    private let write: @Sendable (String) -> String

    private init(
        _ testDescription: String,
        foreign: (start: Int, end: Int) = (0, 0),
        _ write: @escaping @Sendable (String) -> String
    ) {
        self.testDescription = testDescription
        self.foreign = foreign
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
        SecretForm("in base64", foreign: (0, 4)) { base64($0) },
        SecretForm("in base64 behind one byte", foreign: (2, 4)) { base64("x" + $0 + "yz") },
        SecretForm("in base64 behind two bytes", foreign: (3, 4)) { base64("xy" + $0 + "z") },
        SecretForm("in base64 for URLs", foreign: (0, 4)) {
            base64($0).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        },
        SecretForm("in base64 of JSON", foreign: (23, 4)) { text in
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
    /// Of a secret so many bytes in a row are found, in whatever form they are.
    private static let least = 8

    /// By their first eight bytes.
    private let pieces: [UInt64: Set<[UInt8]>]

    init(_ secrets: [String]) {
        var pieces: [UInt64: Set<[UInt8]>] = [:]
        for secret in secrets {
            for form in SecretForm.all {
                let written = form(secret).utf8.dropFirst(form.foreign.start).dropLast(form.foreign.end)
                let count = secret.utf8.count
                let length = max(Self.least, (Self.least * form(secret).utf8.count + count - 1) / count)
                let bytes = Array(written)
                for start in 0...max(0, bytes.count - length) {
                    let piece = Array(bytes[start...].prefix(length))
                    pieces[Self.number(piece), default: []].insert(piece)
                }
            }
        }
        self.pieces = pieces
    }

    private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.prefix(least).reduce(0) { $0 << 8 | UInt64($1) } }

    /// What is there of secrets; a part of it when there is much.
    func found(in data: Data) -> [String] {
        var found: [String] = []
        let bytes = [UInt8](data)
        var number: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            number = number << 8 | UInt64(byte)
            let start = index + 1 - Self.least
            guard start >= 0, let candidates = pieces[number] else { continue }
            found += candidates.filter { bytes[start...].starts(with: $0) }.map { String(decoding: $0, as: UTF8.self) }
            if found.count > 10 { break }
        }
        return found
    }

    func expectNone(in data: Data, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
        let found = found(in: data)
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
