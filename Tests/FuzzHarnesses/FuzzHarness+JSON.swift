import Connections
import Foundation
import PictoryAPI

extension FuzzHarness {
    /// The scanner of JSON beside the grammar and beside another reader: they take the same texts, and read the same fields.
    static let json = FuzzHarness("json") { bytes in
        let isAccepted: Bool
        do throws(WireAnswerError) {
            try WireDeletion.check(bytes)
            isAccepted = bytes.contains { $0 > 0x20 }
        } catch {
            try promise(!error.reason.isEmpty, "it is refused for no reason")
            isAccepted = false
        }
        let isBlank = bytes.allSatisfy { $0 <= 0x20 }
        try promise(
            isBlank || JSONGrammar.accepts(bytes) == isAccepted,
            "it is \(isAccepted ? "accepted and no" : "refused") JSON"
        )
        // The other reader guesses encodings by zeros, loses byte order marks, takes keys with escapes, and has limits on numbers.
        let isPlain = !bytes.contains { $0 == 0 || $0 == UInt8(ascii: "\\") } && !hasLargeNumber(bytes)
        guard isAccepted, isPlain, !bytes.contains(0xEF), String(validating: bytes, as: UTF8.self) != nil else {
            return
        }
        guard let other = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) else {
            throw BrokenPromise("another reader takes it for no JSON")
        }
        if let object = other as? [String: Any] { try checkFields(bytes, object) }
    }

    /// That fields which stand once are read as the other reader has them.
    private static func checkFields(_ bytes: [UInt8], _ other: [String: Any]) throws {
        let answer: WriteAnswer
        do throws(WireAnswerError) {
            answer = try WriteAnswer(decoding: bytes, id: nil, type: .vimeo)
        } catch {
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let fields = [("connectionId", answer.id.rawValue), ("name", answer.name), ("description", answer.description)]
        for (key, value) in fields where text.components(separatedBy: "\"\(key)\"").count == 2 {
            let said = other[key] as? String
            try promise(value == said, "'\(key)' is read as another text")
        }
        if text.components(separatedBy: "\"version\"").count == 2 {
            try promise(
                (other["version"] as? NSNumber)?.intValue == answer.version,
                "'version' is read as another number"
            )
        }
    }

    /// Whether a number may be beyond what the other reader takes.
    private static func hasLargeNumber(_ bytes: [UInt8]) -> Bool {
        var digits = 0
        for byte in bytes {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if byte | 0x20 == UInt8(ascii: "e"), digits > 0 { return true }
            digits = isDigit || byte == UInt8(ascii: ".") ? digits + 1 : 0
            if digits > 15 { return true }
        }
        return false
    }
}
