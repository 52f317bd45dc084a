import Diagnostics

/// Annotations as the workflow commands that the runner of GitHub Actions takes from the lines of a log.
///
/// The runner ends a command's properties at `::` and takes `%25`, `%0D`, `%0A`, and in properties `%3A` and `%2C`, back
/// to what they stand for (https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts and
/// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs). It reads both output streams alike.
package struct GitHubAnnotations {
    private let fromWorkspace: (String) -> String

    /// Takes what makes a place's path one from the root of the checkout.
    package init(fromWorkspace: @escaping (String) -> String = { $0 }) {
        self.fromWorkspace = fromWorkspace
    }

    /// A line for each, in their order.
    package func render(_ annotations: [Annotation]) -> String {
        annotations.map(render).joined()
    }

    private func render(_ annotation: Annotation) -> String {
        var properties: [String] = []
        // Standard input is no file of the repository.
        if let place = annotation.place, place.file != "-" {
            properties.append("file=\(fromWorkspace(place.file).terminalSafe.workflowProperty)")
            properties.append("line=\(place.line)")
            properties.append("col=\(place.column)")
            if let length = annotation.length { properties.append("endColumn=\(place.column + max(1, length) - 1)") }
        }
        let title = "patchbay" + (annotation.code.map { "[\($0)]" } ?? "")
        properties.append("title=\(title.terminalSafe.workflowProperty)")
        let message = annotation.lines.map(\.terminalSafe).joined(separator: "\n").workflowData
        return "::\(annotation.severity.rawValue) \(properties.joined(separator: ","))::\(message)\n"
    }
}

extension String {
    /// As the message of a workflow command.
    package var workflowData: String { escapingForWorkflow([:]) }

    /// As the value of a property of a workflow command.
    package var workflowProperty: String { escapingForWorkflow([":": "%3A", ",": "%2C"]) }

    // By scalars, since a line break of two is one character.
    private func escapingForWorkflow(_ more: [Unicode.Scalar: String]) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "%": escaped.append(contentsOf: "%25".unicodeScalars)
            case "\r": escaped.append(contentsOf: "%0D".unicodeScalars)
            case "\n": escaped.append(contentsOf: "%0A".unicodeScalars)
            default: escaped.append(contentsOf: more[scalar]?.unicodeScalars ?? String(scalar).unicodeScalars)
            }
        }
        return String(escaped)
    }
}
