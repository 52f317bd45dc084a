/// The keys of `patchbay.yaml`.
enum SettingsKey: String, CaseIterable {
    case stack
    case api
    case owns
    case protected
    case limits
    case policy
    case parallelism
    case ledger

    static let names = allCases.map(\.rawValue)
}
