package import Planning
package import Stacks

extension SavedStack {
    /// Which files are not those that the plan was made from, settings first.
    package func staleness(ofFiles current: [FileDigest]) -> [StaleReason] {
        let now = Dictionary(current.map { ($0.file, $0.digest) }) { first, _ in first }
        let then = Dictionary(files.map { ($0.file, $0.digest) }) { first, _ in first }
        let names = Set(now.keys).union(then.keys).filter { now[$0] != then[$0] }
        let (settings, connections) = (names.filter(isSettings).sorted(), names.filter { !isSettings($0) }.sorted())
        return settings.map { reason(settings: $0, isNew: then[$0] == nil, isGone: now[$0] == nil) }
            + connections.map { reason(file: $0, isNew: then[$0] == nil, isGone: now[$0] == nil) }
    }

    private func isSettings(_ file: String) -> Bool {
        file.split(separator: "/").last == "patchbay.yaml"
    }

    private func reason(settings file: String, isNew: Bool, isGone: Bool) -> StaleReason {
        let path = source.path(ofPlaceIn: file)
        let event = isNew ? "were added" : isGone ? "are gone" : "changed"
        return StaleReason(
            .settingsChanged,
            "the settings in '\(path)' \(event) after the plan was made, so other rules may hold"
        )
    }

    private func reason(file: String, isNew: Bool, isGone: Bool) -> StaleReason {
        let path = source.path(ofPlaceIn: file)
        if file == "-" {
            return StaleReason(.fileChanged, "standard input does not have the connections that the plan was made from")
        }
        if isNew { return StaleReason(.fileAdded, "the file '\(path)' was added after the plan was made") }
        if isGone { return StaleReason(.fileMissing, "the file '\(path)' is missing, and the plan was made from it") }
        return StaleReason(.fileChanged, "the file '\(path)' changed after the plan was made")
    }
}
