import Connections
import Diagnostics
import PictoryAPI
import Rendering

extension FuzzHarness {
    /// Bodies of errors → one line for people; the secret stands between the parts of the input.
    static let errors = FuzzHarness("errors") { bytes in
        let secret = Array(FixedWorld.canary.utf8)
        let texts = WireErrorText(redactor: Redactor([Secret(FixedWorld.canary), Secret("s3cret")]))
        let input = FuzzInput(body(of: bytes))
        var echo = input[0] ?? []
        for number in 1..<max(1, min(input.count, 4)) { echo += secret + (input[number] ?? []) }
        for body in [input[0] ?? [], echo] {
            guard let line = texts.detail(of: body) else { continue }
            try promise(!line.isEmpty, "a line says nothing")
            try promise(line.unicodeScalars.count <= WireErrorText.longestLine, "a line is too long")
            try Promise.isShown(line.terminalSafe, as: "a line")
            try promise(!line.unicodeScalars.contains("\n"), "a line is two")
            try promise(!tells(line, secret), "a line tells a secret: \(line.debugDescription)")
            let report = ErrorReport(.apiServer, .general, "the API failed", cause: line, nextStep: "try again")
            try report.check()
        }
    }

    /// Whether the text has as many bytes of the secret in a row as give it away, regardless of case.
    private static func tells(_ text: String, _ secret: [UInt8]) -> Bool {
        let folded = Array(text.lowercased().utf8)
        let windows = secret.indices.dropLast(Redactor.window - 1).map { secret[$0..<($0 + Redactor.window)] }
        return folded.indices.dropLast(Redactor.window - 1).contains { start in
            windows.contains { $0.elementsEqual(folded[start..<(start + Redactor.window)]) }
        }
    }
}
