/// The result of checks as a pipeline shows those of tests: suites of cases, each of which passed or did not.
package struct JUnitReport: Sendable, Hashable {
    /// The cases of one stack.
    package struct Suite: Sendable, Hashable {
        package var name: String
        /// What was checked, such as `patchbay.validate`; tools group cases by it.
        package var className: String
        package var cases: [Case]
        /// What there is to say of all of them; empty when there is nothing.
        package var output: String

        package init(name: String, className: String, cases: [Case], output: String = "") {
            self.name = name
            self.className = className
            self.cases = cases
            self.output = output
        }
    }

    /// One thing that was checked; its name is unique in its suite.
    package struct Case: Sendable, Hashable {
        package var name: String
        /// nil where it is about no file.
        package var file: String?
        package var outcome: Outcome
        /// What else there is to say, such as warnings; empty when there is nothing.
        package var output: String

        package init(name: String, file: String? = nil, _ outcome: Outcome, output: String = "") {
            self.name = name
            self.file = file
            self.outcome = outcome
            self.output = output
        }
    }

    package enum Outcome: Sendable, Hashable {
        case passed
        /// What was looked for was found; never empty.
        case failed([Problem])
        /// It could not be checked.
        case broken(Problem)
        /// It was not checked to the end, for this reason.
        case skipped(String)
    }

    package struct Problem: Sendable, Hashable {
        package var code: String
        /// In one line.
        package var message: String
        /// As people read it, in full.
        package var text: String

        package init(code: String, message: String, text: String) {
            self.code = code
            self.message = message
            self.text = text
        }
    }

    package var suites: [Suite]

    package init(_ suites: [Suite]) {
        self.suites = suites
    }
}
