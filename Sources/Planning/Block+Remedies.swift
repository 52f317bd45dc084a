import Connections

extension Block {
    static func protected(_ change: Change, by glob: NameGlob) -> Self {
        Block(
            .protected,
            "'\(change.name)' is protected by '\(glob)' under 'protected' in patchbay.yaml, so it is never \(change.verb)",
            remedies: ["remove or narrow '\(glob)' under 'protected' in patchbay.yaml", keepIt(change)]
        )
    }

    static func protectedByEntry(_ change: Change) -> Self {
        Block(
            .protected,
            "its entry says 'protected: true', so it is never \(change.verb)",
            remedies: ["remove 'protected: true' from the entry", keepIt(change)]
        )
    }

    static func notOwned(_ live: LiveConnection, _ change: Change) -> Self {
        let isRename = change.action == .update
        let remedies = [
            change.source == nil || change.action == .delete
                ? nil : "add 'renamedFrom: \(live.name)' to the entry, to say that it was this one's name",
            "add a pattern that covers '\(live.name)' under 'owns' in patchbay.yaml",
        ]
        return Block(
            .notOwned,
            "the live connection is called '\(live.name)', which no entry declares and 'owns' does not cover, "
                + "so it is not \(isRename ? "renamed" : change.verb) unasked",
            remedies: remedies.compactMap(\.self)
        )
    }

    static func pinned(_ change: Change) -> Self {
        Block(
            .pinned,
            "its entry is pinned by 'id', and a pinned connection is never replaced",
            remedies: [
                "remove 'id' from the entry, to let it be replaced and get a new id",
                "restore awsAccountId and awsRegion to what the connection has",
            ]
        )
    }

    /// A holding that another has; `all` is what the change takes of that holder.
    static func taken(_ taken: Holding, by holder: Holder, all: [Holding]) -> Self {
        let id = holder.id?.rawValue ?? "id unknown"
        if let reason = holder.whyUnmanageable {
            let location = "account or region"
            let other = all.count > 1 ? "name, and another \(location)" : taken.isLocation ? location : "name"
            return Block(
                taken.code,
                "\(taken.words) is held by a connection (\(id)) that cannot be managed: \(reason)",
                remedies: ["mend or delete that connection in the dashboard", "give this entry another \(other)"]
            )
        }
        return Block(
            taken.code,
            "\(taken.words) is held by another live connection (\(id)), which nothing in this plan moves or deletes",
            remedies: taken.remedies(id)
        )
    }

    static func limit(_ maximum: Int, found: Int) -> Self {
        Block(
            .limit,
            "\(found) \(found == 1 ? "connection" : "connections") would be deleted or replaced, and the limit is \(maximum)",
            remedies: ["pass --max-deletes \(found)", "raise 'deletes' under 'limits' in patchbay.yaml"]
        )
    }

    static func emptyInput(deletes: Int) -> Self {
        Block(
            .emptyInput,
            "the files declare no connection at all, which would delete all \(deletes) that 'owns' covers",
            remedies: [
                "pass --allow-empty, if the account is meant to be emptied", "check that the right directory was given",
            ]
        )
    }

    static func needsUnselected(_ taken: Holding, holder: String) -> Self {
        Block(
            .needsUnselected,
            "\(taken.words) is freed by the change of '\(holder)', which --only leaves out",
            remedies: ["add --only '\(holder)'", "leave out --only"]
        )
    }

    static func needsUnsaved(_ taken: Holding, holder: String) -> Self {
        Block(
            .needsUnselected,
            "\(taken.words) is freed by the change of '\(holder)', which the saved plan does not have",
            remedies: ["plan again"]
        )
    }

    private static func keepIt(_ change: Change) -> String {
        change.action == .replace
            ? "restore awsAccountId and awsRegion to what the connection has" : "declare the connection"
    }
}

extension Change {
    fileprivate var verb: String {
        switch action {
        case .create: "created"
        case .update: "changed"
        case .replace: "replaced"
        case .delete: "deleted"
        }
    }
}

extension Holding {
    fileprivate var code: Block.Code { isLocation ? .locationTaken : .nameTaken }

    fileprivate var words: String {
        switch self {
        case .name(let key): "the name '\(key.name)'"
        case .location(let location): "account '\(location.accountID)' with region '\(location.region)'"
        }
    }

    fileprivate func remedies(_ holder: String) -> [String] {
        switch self {
        case .name(let key):
            [
                "add a pattern that covers '\(key.name)' under 'owns' in patchbay.yaml, to delete that connection",
                "declare that connection under another name, with 'id: \(holder)'",
                "give this entry another name",
            ]
        case .location:
            [
                "let this entry be that connection: remove 'id' from the entry that is pinned to it",
                "give this entry another account or region",
            ]
        }
    }
}
