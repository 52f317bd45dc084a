/// A JUnit report as XML, in the part of the form that Jenkins and GitLab agree on.
///
/// It holds no times, for none are taken.
package enum JUnitText {
    package static func render(_ report: JUnitReport) -> String {
        let total = Counts(report.suites.flatMap(\.cases))
        let tests = total.attributes(["tests", "failures", "errors"])
        let suites = report.suites.map(render).joined()
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites\(tests)>\n\(suites)</testsuites>\n"
    }

    private static func render(_ suite: JUnitReport.Suite) -> String {
        let counts = Counts(suite.cases).attributes(["tests", "failures", "errors", "skipped"])
        let cases = suite.cases.map { render($0, suite.className) }.joined()
        let output = suite.output.isEmpty ? "" : "    <system-out>\(suite.output.xmlText)</system-out>\n"
        return "  <testsuite\(attribute("name", suite.name))\(counts)>\n\(cases)\(output)  </testsuite>\n"
    }

    private static func render(_ item: JUnitReport.Case, _ className: String) -> String {
        let file = item.file.map { attribute("file", $0) } ?? ""
        let start = "    <testcase\(attribute("name", item.name))\(attribute("classname", className))\(file)"
        let output = item.output.isEmpty ? "" : "      <system-out>\(item.output.xmlText)</system-out>\n"
        let content = outcome(item.outcome) + output
        return content.isEmpty ? "\(start)/>\n" : "\(start)>\n\(content)    </testcase>\n"
    }

    private static func outcome(_ outcome: JUnitReport.Outcome) -> String {
        switch outcome {
        case .passed: return ""
        case .failed(let problems):
            // Jenkins reads the first failure of a case only, and GitLab runs several together, so that all are one.
            guard var problem = problems.first else { return "" }
            if problems.count > 1 { problem.message += " (and \(problems.count - 1) more)" }
            problem.text = problems.map(\.text).joined()
            return element("failure", problem)
        case .broken(let problem): return element("error", problem)
        case .skipped(let reason): return "      <skipped\(attribute("message", reason))/>\n"
        }
    }

    private static func element(_ name: String, _ problem: JUnitReport.Problem) -> String {
        let attributes = attribute("type", problem.code) + attribute("message", problem.message)
        return "      <\(name)\(attributes)>\(problem.text.xmlText)</\(name)>\n"
    }

    private static func attribute(_ name: String, _ value: String) -> String {
        " \(name)=\"\(value.xmlText)\""
    }
}

/// How many cases ended which way.
private struct Counts {
    private var values = ["tests": 0, "failures": 0, "errors": 0, "skipped": 0]

    init(_ cases: [JUnitReport.Case]) {
        values["tests"] = cases.count
        for item in cases {
            switch item.outcome {
            case .passed: break
            case .failed: values["failures", default: 0] += 1
            case .broken: values["errors", default: 0] += 1
            case .skipped: values["skipped", default: 0] += 1
            }
        }
    }

    func attributes(_ names: [String]) -> String {
        names.map { " \($0)=\"\(values[$0, default: 0])\"" }.joined()
    }
}

extension String {
    /// As content of an element or an attribute of XML 1.0; what it cannot hold at all becomes `\u{…}`.
    package var xmlText: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x26: text.append(contentsOf: "&amp;".unicodeScalars)
            case 0x3C: text.append(contentsOf: "&lt;".unicodeScalars)
            case 0x3E: text.append(contentsOf: "&gt;".unicodeScalars)
            case 0x22: text.append(contentsOf: "&quot;".unicodeScalars)
            // Parsers make one line break of this one, too.
            case 0x0D: text.append(contentsOf: "&#13;".unicodeScalars)
            case 0x09, 0x0A, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...: text.append(scalar)
            default: text.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            }
        }
        return String(text)
    }
}
