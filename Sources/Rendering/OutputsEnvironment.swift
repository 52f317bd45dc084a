import Connections
package import Diagnostics
import Planning

/// Outputs as assignments for a POSIX shell: safe to evaluate, whatever stands in names and ids.
package enum OutputsEnvironment {
    /// A line for each connection that has an id, in the order of the stacks.
    ///
    /// - Throws: ``AmbiguousOutput`` when two connections would be one variable, whether or not they have an id yet: what a
    ///   variable means must not depend on what the account has already. ``UnprintableID`` when a log could take an id for
    ///   something else.
    package static func render(_ documents: [OutputsDocument]) throws -> String {
        var holders: [String: AmbiguousOutput.Holder] = [:]
        var text = ""
        for document in documents {
            for entry in document.outputs.entries {
                let variable = variable(entry)
                let holder = AmbiguousOutput.Holder(type: entry.type, name: entry.name, stack: document.stack)
                if let first = holders.updateValue(holder, forKey: variable) {
                    throw AmbiguousOutput(variable: variable, first: first, second: holder)
                }
                guard let id = entry.connectionId else { continue }
                guard id.rawValue.isPrintable else { throw UnprintableID(type: entry.type, name: entry.name, id: id) }
                text += "\(variable)=\(quoted(id.rawValue))\n"
            }
        }
        return text
    }

    private static func variable(_ entry: Outputs.Entry) -> String {
        var variable = "PICTORY_\(entry.type.rawValue.uppercased())_CONNECTION_ID_"
        for scalar in entry.name.unicodeScalars {
            switch scalar {
            case "A"..."Z", "0"..."9": variable.unicodeScalars.append(scalar)
            case "a"..."z": variable += String(scalar).uppercased()
            default: variable += "_"
            }
        }
        return variable
    }

    /// As it stands where it is plain, else in single quotes, within which a shell looks for their end alone.
    private static func quoted(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", ".", "_", "-": true
            default: false
            }
        }
        if isPlain, !value.isEmpty { return value }
        let parts = value.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.joined(separator: "'\\''") + "'"
    }
}

/// Two connections that would be one variable.
package struct AmbiguousOutput: ReportableError, Hashable {
    struct Holder: Sendable, Hashable {
        var type: ConnectionType
        var name: String
        var stack: String
    }

    var variable: String
    var first: Holder
    var second: Holder

    package var report: ErrorReport {
        let (one, other) = (described(first), described(second))
        return ErrorReport(
            .ambiguousOutput,
            .invalidInput,
            "\(one) and \(other) would both be the variable \(variable)",
            cause: "all but letters and digits of ASCII becomes _ in the name of a variable, and letters upper case",
            nextStep: "use --format json, or leave one of them out with --only"
        )
    }

    private func described(_ holder: Holder) -> String {
        let stack = first.stack == second.stack ? "" : " of stack '\(holder.stack)'"
        return "\(holder.type.rawValue) '\(holder.name)'\(stack)"
    }
}

/// An id that a shell would take, and that the log of a pipeline or a terminal could take for a command.
package struct UnprintableID: ReportableError, Hashable {
    var type: ConnectionType
    var name: String
    var id: ConnectionID

    package var report: ErrorReport {
        ErrorReport(
            .apiInvalidAnswer,
            .general,
            "the id '\(id.rawValue)' of \(type.rawValue) '\(name)' cannot stand in a variable, so none is printed",
            cause: "it is empty, holds more than the printable characters of ASCII, or holds a command for a log",
            nextStep: "use --format json, which escapes it, or leave the connection out with --only"
        )
    }
}

extension String {
    /// Whether it is shown as it is wherever it is printed: of printable characters of ASCII, and without a command for logs.
    fileprivate var isPrintable: Bool {
        !isEmpty && unicodeScalars.allSatisfy { (" "..."~").contains($0) } && terminalSafe == self
            && !unicodeScalars.beginWorkflowCommand
    }
}
