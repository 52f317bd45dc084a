import Connections

extension ReceiptLookup {
    /// The fields of a change, each with who moved it.
    func attributed(_ planned: PlannedChange) -> [FieldChange] {
        let change = planned.change
        guard !isSilent else { return change.fields }
        let whole = wholeMovedBy(planned)
        return change.fields.map { field in
            var field = field
            field.movedBy = whole ?? planned.live.flatMap { movedBy(field, of: $0, change) }
            return field
        }
    }

    /// Where all fields of a change were moved together; nil where each is looked at by itself.
    private func wholeMovedBy(_ planned: PlannedChange) -> MovedBy? {
        let change = planned.change
        guard let live = planned.live else {
            return switch former(ConnectionKey(change.type, change.name)) {
            case .goneOutside?: .outside
            case .unknown?: .unknown
            case nil: .config
            }
        }
        if isMarked(live, planned.desired?.name) { return .unknown }
        guard change.action == .delete else { return nil }
        let wasOurs = receipt(of: live) != nil || planned.isRetired || ParkedName(live.name, of: live.id) != nil
        switch change.reason {
        case .replaced: return .config
        // Nobody can tell whether the files want it gone since they had it, or since somebody made it.
        case .declaredAbsent: return wasOurs ? .config : .unknown
        // The files want what they wanted; under its name it would stay.
        default: return change.wasCalled != nil ? .outside : wasOurs ? .config : .outside
        }
    }

    /// nil for a secret that is not sent because it changed.
    private func movedBy(_ field: FieldChange, of live: LiveConnection, _ change: Change) -> MovedBy? {
        if field.sensitive { return change.credentials == .changed ? .config : nil }
        // Nobody but an apply parks a connection.
        if field.field == .name, ParkedName(live.name, of: live.id) != nil { return .config }
        guard let receipt = receipt(of: live), let left = receipt.fields[field.field] else { return .unknown }
        let isAsLeft = Receipt.digest(of: field.before, in: field.field) == left
        let wanted = Receipt.digest(of: field.after, in: field.field)
        // What the API stored otherwise than it was sent was wanted as it was sent.
        let isWantedAsLeft = wanted == left || receipt.conversions[field.field]?.hasPrefix(wanted) == true
        // At the version that it was left at nobody else has written it: the API keeps something else than it was sent.
        if live.version == receipt.version, !isAsLeft { return isWantedAsLeft ? .unknown : .config }
        return switch (isAsLeft, isWantedAsLeft) {
        case (true, false): .config
        case (false, true): .outside
        case (false, false): .both
        // Two values that differ have the same digest.
        case (true, true): .unknown
        }
    }
}
