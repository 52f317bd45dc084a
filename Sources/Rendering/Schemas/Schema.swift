/// The JSON Schemas that the tool prints: draft 2020-12 (<https://json-schema.org/draft/2020-12>), and for files, which editors
/// read, draft 7.
///
/// The enumerations in them are made from the types, so that neither can forget what the other has.
package enum Schema: String, Sendable, Hashable, CaseIterable {
    /// What `plan --format json` prints for one stack.
    case plan
    /// The file that `plan --out` writes.
    case savedPlan = "saved-plan"
    /// What `apply --format json` prints for one stack.
    case report
    /// What `validate --format json` prints for one stack.
    case validation
    /// What `drift --format json` prints for one stack.
    case drift
    /// What `outputs --format json` prints for one stack.
    case outputs
    /// What `list --format json` prints.
    case list
    /// What `show --format json` prints.
    case show
    /// What `history --format json` prints for one stack.
    case history
    /// What `history prune --format json` prints for one stack.
    case historyPrune = "history-prune"
    /// What `export --format json` prints.
    case export
    /// What `init --format json` prints.
    case initialization = "init"
    /// What `doctor --format json` prints.
    case checkup
    /// What `iam-policy` prints.
    case iamPolicy = "iam-policy"
    /// What `explain --format json` prints.
    case explanation = "explain"
    /// What any command prints with `--format json` for a stack that it could not work on.
    case failure
    /// One line of what `--events` writes.
    case events
    /// A file of connections, for editors.
    case connections
    /// `patchbay.yaml`, for editors.
    case settings

    package var text: String {
        switch self {
        case .plan: Self.planSchema
        case .savedPlan: Self.savedPlanSchema
        case .report: Self.reportSchema
        case .validation: Self.validationSchema
        case .drift: Self.driftSchema
        case .outputs: Self.outputsSchema
        case .list: Self.listSchema
        case .show: Self.showSchema
        case .history: Self.historySchema
        case .historyPrune: Self.historyPruneSchema
        case .export: Self.exportSchema
        case .initialization: Self.initializationSchema
        case .checkup: Self.checkupSchema
        case .iamPolicy: Self.roleSchema
        case .explanation: Self.explanationSchema
        case .failure: Self.failureSchema
        case .events: Self.eventsSchema
        case .connections: Self.connectionsSchema
        case .settings: Self.settingsSchema
        }
    }

    /// A JSON list of all the raw values of a type.
    static func values<Value: CaseIterable & RawRepresentable<String>>(_: Value.Type) -> String {
        list(Value.allCases.map(\.rawValue))
    }

    static func list(_ words: [String]) -> String {
        "[" + words.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
}
