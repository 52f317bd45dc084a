import Diagnostics
import Foundation
import Rendering

/// What should hold for every input, and did not.
struct BrokenPromise: Error {
    var words: String

    init(_ words: String) {
        self.words = words
    }
}

/// Ends the check of an input unless the promise is kept.
func promise(_ isKept: Bool, _ words: @autoclosure () -> String) throws {
    guard isKept else { throw BrokenPromise(words()) }
}

/// What output must be, whatever went into it.
enum Promise {
    /// No text from outside acts on a terminal or starts a line; `lines` are the ends of lines that are the output's own.
    static func isShown(_ text: String, as what: String, lines: Bool = false) throws {
        for scalar in text.unicodeScalars where !isVisible(scalar) {
            if lines, scalar == "\n" { continue }
            throw BrokenPromise("\(what) has U+\(String(scalar.value, radix: 16)) in it: \(text.debugDescription)")
        }
    }

    /// Whether a terminal shows it and does nothing else; said here anew, so that no mistake is made twice.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: true
        case ..<0xA0, 0xAD, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
            0xE000...0xF8FF, 0xE0000...0xE007F, 0xF0000...:
            false
        default: true
        }
    }

    /// No log of a pipeline takes a line of it for a command.
    static func commandsNothing(_ text: String, as what: String) throws {
        for bytes in text.utf8.split(separator: UInt8(ascii: "\n")) {
            // By bytes: a sign that joins the one before it makes another letter of the two, and hides nothing from a runner.
            let line = bytes.drop { $0 == UInt8(ascii: " ") }
            let text = Substring(line).unicodeScalars.drop { $0.properties.isWhitespace }
            try promise(!text.starts(with: "::".unicodeScalars), "\(what) has a workflow command: \(text)")
            for command in ["##[", "##vso["] {
                let isThere = holds(Substring(line).lowercased(), command)
                try promise(!isThere, "\(what) has a command for a log: \(Substring(line))")
            }
        }
    }

    /// Whether the bytes of one text are in the other, whatever letters they are a part of there.
    static func holds(_ text: String, _ part: String) -> Bool {
        let (bytes, wanted) = (Array(text.utf8), Array(part.utf8))
        guard let first = wanted.first else { return true }
        return bytes.indices.contains { bytes[$0] == first && bytes[$0...].starts(with: wanted) }
    }

    /// The JSON of a value can be read by another reader than ours, and is as safe to print as text.
    @discardableResult
    static func isJSON(_ value: some Encodable, as what: String) throws -> Any {
        let text = try JSONText.render(value)
        try isShown(text, as: what, lines: true)
        try commandsNothing(text, as: what)
        guard let read = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) else {
            throw BrokenPromise("\(what) is no JSON: \(text.debugDescription)")
        }
        return read
    }

    /// What a diagnostic points at is in the file, and its excerpt can be shown.
    static func isPlaced(_ diagnostic: Diagnostic, in files: [String: [UInt8]]) throws {
        try promise(!diagnostic.message.isEmpty, "a diagnostic says nothing")
        for place in [diagnostic.place].compactMap(\.self) + diagnostic.notes.map(\.place) {
            guard let bytes = files[place.file] else { throw BrokenPromise("no file is called \(place.file)") }
            try TextPlaces(bytes).contain(line: place.line, column: place.column, of: diagnostic.message)
        }
        guard let excerpt = diagnostic.excerpt, let place = diagnostic.place else { return }
        try promise(excerpt.length >= 1 && excerpt.firstColumn <= place.column, "an excerpt marks nothing")
        try promise(excerpt.line.unicodeScalars.count <= 200, "an excerpt is too long: \(diagnostic)")
        try promise(!excerpt.line.unicodeScalars.contains("\n"), "an excerpt has two lines: \(diagnostic)")
    }
}
