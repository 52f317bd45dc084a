import Connections
import Diagnostics
import PictoryAPI
import Rendering
import TestSupport
import Testing

@testable import Applying
@testable import Planning

/// A comment of one kind, with texts from outside wherever there can be some.
struct CommentSample: Sendable, CustomTestStringConvertible {
    let name: String
    let comment: @Sendable ([String]) throws -> MarkdownComment

    var testDescription: String { name }

    static let all: [Self] = plans + variants + reports + failures

    static func comment(_ command: MarkdownComment.Command, _ sections: MarkdownSection...) -> MarkdownComment {
        MarkdownComment(command, sections.enumerated().map { .init(label: "stack \($0.offset)", $0.element) })
    }

    /// Plans of which each text gives one change.
    private static let plans: [Self] = [
        plan("create") { text, location in ([Sample.desired(text, at: location, description: text)], []) },
        plan("secrets") { text, location in
            let vimeo = Sample.desiredVimeo(text, client: "after", description: text)
            return ([vimeo], location.hasPrefix("100:") ? [] : [Sample.liveVimeo(text, client: "before", id: text)])
        },
        plan("update") { text, location in
            let live = Sample.live(text, at: location, id: text, description: "old \(text)", enabled: false)
            return ([Sample.desired(text, at: location, description: text)], [live])
        },
        plan("rename") { text, location in
            ([Sample.desired(text, at: location)], [Sample.live("\(text)~", at: location, id: text)])
        },
        plan("replace-create-first") { text, location in replace(text, location) },
        plan("replace-with-grace") { text, location in replace(text, location, grace: .seconds(259_200)) },
        plan("replace-delete-first") { text, location in replace(text, location, order: .deleteFirst) },
        plan("delete") { text, location in ([], [Sample.live(text, at: location, id: text)]) },
        Self(name: "tombstone") { texts in
            let live = texts.enumerated().map { Sample.live($1, at: "\(100 + $0):us-east-1", id: $1) }
            let absent = texts.map { text in
                Tombstone(type: .aws, name: text, place: SourcePlace(file: text, line: 1, column: 1))
            }
            let plan = try Planner.plan([], absent: absent, onto: live, rules: rules)
            return comment(.plan, PlanMarkdown(showsSteps: true).section(plan))
        },
    ]

    /// Plans with what only some have.
    private static let variants: [Self] =
        Block.Code.allCases.map { code in
            variant("blocked-\(code.rawValue)") { plan, texts in
                for index in plan.changes.indices {
                    let text = texts[index]
                    plan.changes[index].blocked = Block(
                        code,
                        "'\(text)' is held",
                        remedies: [text, "rename '\(text)'"]
                    )
                }
                plan.summary.blocked = plan.changes.count
                plan.steps = []
            }
        } + [
            variant("recovered-move") { plan, _ in
                for index in plan.changes.indices { plan.changes[index].recovery = .interruptedMove }
            },
            variant("recovered-replace") { plan, texts in
                for index in plan.changes.indices {
                    plan.changes[index].recovery = .interruptedReplace
                    plan.changes[index].action = .delete
                    plan.changes[index].reason = .replaced
                    plan.changes[index].fields = []
                    plan.changes[index].replacedBy = ConnectionID(texts[index])
                }
            },
            variant("waiting") { plan, texts in
                plan.waiting = texts.map { text in
                    .init(type: .aws, name: text, connectionId: ConnectionID(text), until: text)
                }
                plan.summary.waiting = texts.count
            },
            variant("unmanaged") { plan, texts in
                plan.unmanaged = texts.map { text in
                    .init(type: .vimeo, name: text, connectionId: ConnectionID(text), reason: text)
                }
                plan.summary.unmanaged = texts.count
            },
            variant("hidden") { plan, texts in
                plan.usesLedger = true
                plan.secretsUnknown = 2
                plan.hidden = texts.map { text in
                    .init(
                        type: .vimeo,
                        name: text,
                        connectionId: ConnectionID(text),
                        recordedVersion: 1,
                        version: 2,
                        hasSecrets: true
                    )
                }
                plan.summary.hidden = texts.count
            },
            variant("moved") { plan, _ in
                for index in plan.changes.indices {
                    let mover = MovedBy.allCases[index % MovedBy.allCases.count]
                    for field in plan.changes[index].fields.indices {
                        plan.changes[index].fields[field].movedBy = mover
                    }
                }
            },
            variant("base") { plan, _ in
                plan.base = .init(introduced: 1, pending: plan.changes.count - 1, withdrawn: 2)
                for index in plan.changes.indices { plan.changes[index].introduced = index == 0 }
            },
            Self(name: "no-changes") { _ in
                comment(.plan, PlanMarkdown().section(try Planner.plan([], onto: [])))
            },
            Self(name: "several-stacks") { texts in
                let change = try updates(texts, stack: texts[0])
                let quiet = try Planner.plan([], onto: [])
                return comment(
                    .plan,
                    PlanMarkdown(showsSteps: true).section(change),
                    PlanMarkdown().section(quiet).adding(diagnostics(texts, .warning)),
                    FailureMarkdown.section(report(texts)),
                    FilesMarkdown.invalid(errors: texts.count).adding(diagnostics(texts, .error))
                )
            },
        ]

    private static let reports: [Self] = [
        Self(name: "report") { texts in
            let plan = try updates(texts, stack: texts[0])
            let report = ApplyReport(plan, results(texts), wasInterrupted: false)
            return comment(.apply, ReportMarkdown().section(withIDs(report, texts), of: plan))
        },
        Self(name: "report-interrupted") { texts in
            let plan = try updates(texts, stack: texts[0])
            let report = ApplyReport(plan, results(texts), wasInterrupted: true)
            return comment(.apply, ReportMarkdown().section(report, of: plan))
        },
        Self(name: "report-saved") { texts in
            let plan = try updates(texts, stack: texts[0])
            var report = ApplyReport(plan, results(texts), wasInterrupted: true)
            report.leftAlone = 1
            return comment(.apply, ReportMarkdown().section(report, of: plan))
        },
        Self(name: "report-refused") { texts in
            let plan = try updates(texts, stack: texts[0])
            return comment(.apply, PlanMarkdown().section(plan, refusal: report(texts)))
        },
    ]

    private static let failures: [Self] = [
        Self(name: "failure") { texts in comment(.plan, FailureMarkdown.section(report(texts))) },
        Self(name: "invalid-files") { texts in
            comment(.validate, FilesMarkdown.invalid(errors: 99).adding(diagnostics(texts, .error), omitted: 7))
        },
        Self(name: "valid-files") { texts in
            comment(.validate, FilesMarkdown.valid(texts[0], connections: 3).adding(diagnostics(texts, .warning)))
        },
    ]
}

extension CommentSample {
    private static let rules = PlanningRules(owns: [NameGlob("*")], allowsEmpty: true, rotate: [NameGlob("*")])

    private static func plan(
        _ name: String,
        _ pair: @escaping @Sendable (String, String) -> ([DesiredConnection], [LiveConnection])
    ) -> Self {
        Self(name: name) { texts in
            let pairs = texts.enumerated().map { pair($1, "\(100 + $0):us-east-1") }
            var plan = try Planner.plan(pairs.flatMap(\.0), onto: pairs.flatMap(\.1), rules: rules)
            for index in plan.changes.indices { plan.changes[index].source?.file = texts[index % texts.count] }
            return comment(.plan, PlanMarkdown(isVerbose: true, showsSteps: true).section(plan))
        }
    }

    private static func variant(
        _ name: String,
        _ edit: @escaping @Sendable (inout Plan, [String]) -> Void
    ) -> Self {
        Self(name: name) { texts in
            var plan = try updates(texts, stack: texts[0])
            edit(&plan, texts)
            return comment(.plan, PlanMarkdown(isVerbose: true, showsSteps: true).section(plan))
        }
    }

    private static func replace(
        _ text: String,
        _ location: String,
        order: DesiredConnection.ReplaceOrder = .createFirst,
        grace: Duration? = nil
    ) -> ([DesiredConnection], [LiveConnection]) {
        let moved = location.replacing("us-east-1", with: "eu-west-1")
        let desired = Sample.desired(text, at: moved, replaceOrder: order, grace: grace)
        return ([desired], [Sample.live(text, at: location, id: text)])
    }

    private static func updates(_ texts: [String], stack: String) throws -> Plan {
        let desired = texts.enumerated().map { Sample.desired($1, at: "\(100 + $0):us-east-1", description: $1) }
        let live = texts.enumerated().map {
            Sample.live("\($1)~", at: "\(100 + $0):us-east-1", id: $1, description: "-")
        }
        var plan = try Planner.plan(desired, onto: live, rules: rules)
        plan.stack = stack
        plan.apiURL = stack
        return plan
    }

    private static func report(_ texts: [String]) -> ErrorReport {
        let all = texts.joined(separator: " ")
        return ErrorReport(.apiServer, .general, texts[0], cause: all, nextStep: texts[texts.count - 1])
    }

    private static func diagnostics(_ texts: [String], _ severity: Diagnostic.Severity) -> [Diagnostic] {
        texts.map { text in
            let place = SourcePlace(file: text, line: 12, column: 3)
            return Diagnostic(
                .unknownKey,
                severity: severity,
                text,
                at: place,
                excerpt: .init(line: text, length: 2),
                notes: [.init(place: place, message: text)],
                hint: text
            )
        }
    }

    /// One of each outcome for each text.
    private static func results(_ texts: [String]) -> [StepResult] {
        texts.flatMap { text -> [StepResult] in
            let id = ConnectionID(text)
            let field = Conflict.Field(field: .description, planned: text, live: text, desired: text)
            let error = APIError(.server, request: "PUT /v1/x", status: 500, detail: text, host: text)
            let outcomes: [StepOutcome] = [
                .done(.init(connectionId: id)), .done(.init(connectionId: id, normalised: [.name], wasDone: true)),
                .conflict(Conflict(kind: .edited, connectionId: id, version: 4, fields: [field], leftDisabled: true)),
                .conflict(Conflict(kind: .deleted, connectionId: id)),
                .conflict(Conflict(kind: .taken, connectionId: id)),
                .conflict(Conflict(kind: .taken)), .failed(.init(error: error, isOutcomeUnknown: false)),
                .failed(.init(error: error, isOutcomeUnknown: true, leftDisabled: true)), .skipped(because: 3),
                .notAttempted,
            ]
            return outcomes.enumerated().map { index, outcome in
                let operation: Step.Operation = index % 2 == 0 ? .update : .delete
                let step = Step(id: index + 1, operation: operation, type: .aws, name: text, connectionId: id)
                return StepResult(step: step, outcome: outcome)
            }
        }
    }

    private static func withIDs(_ report: ApplyReport, _ texts: [String]) -> ApplyReport {
        var report = report
        report.idChanges = texts.map { text in
            .init(type: .aws, name: text, from: ConnectionID(text), to: ConnectionID("\(text) new"))
        }
        return report
    }
}
