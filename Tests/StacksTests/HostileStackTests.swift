import Connections
import Diagnostics
import Stacks
import TestSupport
import Testing

@Suite("Damaged files")
struct HostileStackTests {
    private static let pieces = [
        "[", "]", "{", "}", ",", ": ", " ", "\n", "a", "\"", "'", "- ", "? ", "&a ", "*a ", "!x ", "|\n", ">", "\n  ",
        "%", "\\",
        "<<: ", "\t", "é", "\u{0}", "\r", "~", "@", "\u{202E}", "null", "name: x\n", "connections:", "    ",
    ]

    /// Literal secrets in the styles that YAML has, cut where damage may happen: not in their keys, and not in themselves.
    private static let samples: [[String]] = [
        [
            "connections", ":", "\n", "  -", " type: vimeo", "\n", "    clientSecret:", " \(canary)", "\n",
            "    accessToken:", " \(canary)", "\n", "    bogus: 1\n",
        ],
        [
            "connections:\n", "  - ", "{", "type: vimeo", ", ", "clientSecret:", " \"\(canary)\"", ", ", "accessToken:",
            " '\(canary)'", "}", "\n",
        ],
        [
            "connections:\n  - ", "type: vimeo", "\n    clientSecret:", " |\n      \(canary)\n      \(canary)",
            "\n    accessToken:", " >-\n      \(canary)", "\n", "    name: x\n",
        ],
        [
            "- clientSecret:", " \"x\n    \(canary)\n  \(canary)\"", "\n", "  bogus: 1", "\n", "  acessToken:",
            " [\(canary)", ", \(canary)]", "\n",
        ],
        ["{\"connections\":", "[", "{\"clientSecret\":", "\"\(canary)\"", ",\"bogus\":1", "}", "]", "}"],
    ]

    @Test("show no secret and keep the rules of diagnostics, whatever the damage", arguments: SeededRandom.seeds(20))
    func damaged(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            var parts = Self.samples.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...parts.count, using: &random)
                if place < parts.count, !parts[place].contains("canary"), !parts[place].contains(":"),
                    Bool.random(using: &random)
                {
                    parts.remove(at: place)
                } else {
                    parts.insert(Self.pieces.randomElement(using: &random) ?? "", at: place)
                }
            }
            let text = parts.joined()
            for diagnostic in diagnose(text) where said(by: diagnostic).contains("canary") {
                Issue.record("\(random)\n\(text)\n\(said(by: diagnostic))")
            }
        }
    }
}
