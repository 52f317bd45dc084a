import Planning

/// A document with lists that can be long, whose items are encoded one by one: an encoder makes a tree of all it is given, which
/// takes many times the memory of the text.
protocol LongDocument: Encodable {
    /// The same with the lists empty.
    var withoutItems: Self { get }
    /// The lists under their keys.
    var lists: [String: any Collection<any Encodable>] { get }
}

extension Plan: LongDocument {
    var withoutItems: Plan {
        var plan = self
        (plan.changes, plan.steps, plan.unmanaged, plan.waiting, plan.hidden) = ([], [], [], [], [])
        return plan
    }

    var lists: [String: any Collection<any Encodable>] {
        [
            "changes": changes.encodables, "steps": steps.encodables, "unmanaged": unmanaged.encodables,
            "waiting": waiting.encodables, "hidden": hidden.encodables,
        ]
    }
}

extension Array where Element: Encodable {
    /// The elements for a ``LongDocument``, each taken out of the list when it is encoded.
    var encodables: any Collection<any Encodable> { lazy.map { $0 as any Encodable } }
}
