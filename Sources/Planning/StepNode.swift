import Connections

/// A step with what it takes from other connections and what it gives them.
struct StepNode {
    var step: Step
    var takes: [Holding] = []
    var frees: [Holding] = []
    /// Indices of nodes that come first whatever is taken and freed: of the same change, and of others of the same entry.
    var waitsFor: [Int] = []
}

extension StepNode {
    static func create(_ planned: PlannedChange, after earlier: [Int] = []) -> Self {
        let sets =
            planned.change.action == .replace ? planned.settingsOfReplacement : planned.change.fields.settings
        let step = Step(operation: .create, type: planned.change.type, name: planned.change.name, sets: sets)
        return Self(step: step, takes: planned.wanted, waitsFor: earlier)
    }

    static func update(_ planned: PlannedChange) -> Self {
        let step = Step(
            operation: .update,
            type: planned.change.type,
            name: planned.change.name,
            connectionId: planned.change.connectionId,
            expectedVersion: planned.change.version,
            sets: planned.change.fields.settings.merging(planned.resent)
        )
        return Self(step: step, takes: planned.takes, frees: planned.frees)
    }

    static func park(_ planned: PlannedChange, _ live: LiveConnection, as purpose: ParkedName.Purpose) -> Self {
        let step = Step(
            operation: .park,
            type: live.type,
            name: planned.change.name,
            connectionId: live.id,
            expectedVersion: live.version,
            // Under the entry's own name, so that later plans know whose it was though the entry's former names are gone.
            sets: [Step.Setting(.name, .text(ParkedName.name(for: purpose, of: planned.change.name, id: live.id)))]
        )
        return Self(step: step, frees: planned.heldNow.filter { !$0.isLocation })
    }

    static func delete(_ planned: PlannedChange, frees: [Holding], after earlier: [Int] = []) -> Self {
        let isParkedHere =
            planned.change.action == .replace && planned.change.replaceOrder == .createFirst && !planned.isRetired
        let step = Step(
            operation: .delete,
            type: planned.change.type,
            name: planned.change.name,
            connectionId: planned.change.connectionId,
            expectedVersion: isParkedHere ? nil : planned.change.version
        )
        return Self(step: step, frees: frees, waitsFor: earlier)
    }
}

extension [FieldChange] {
    /// What a step writes to make these changes.
    fileprivate var settings: [Step.Setting] { map { Step.Setting($0.field, $0.after) } }
}

extension [Step.Setting] {
    /// All of both, in the order of ``ConnectionField``.
    fileprivate func merging(_ others: Self) -> Self {
        guard !others.isEmpty else { return self }
        return ConnectionField.allCases.flatMap { field in (self + others).filter { $0.field == field } }
    }
}

extension PlannedChange {
    /// What the create of a replace writes.
    fileprivate var settingsOfReplacement: [Step.Setting] {
        guard let desired, let live else { return [] }
        return desired.keepingIgnored(of: live).fieldsOfCreate.settings
    }
}
