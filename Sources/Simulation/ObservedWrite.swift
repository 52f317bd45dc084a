import Connections
import Planning
import Reconciler
import Sandbox

/// One write of a run, seen with all that the run knew; works from the plan's outside and not from what made it.
struct ObservedWrite {
    let commit: SimulatedAccount.Commit
    /// Which commit it is.
    let index: Int
    let record: Oracle.Record
    let planned: PlannedStack
    let account: SimulatedAccount

    private var run: Int { record.run.number }
    private var steps: [Step] { planned.plan.steps }

    func check(_ tally: inout Tally) throws(Violation) {
        switch (commit.change.before, commit.change.after) {
        case (nil, let after?):
            try checkCreate(after.live, &tally)
            try checkFields(of: after)
        case (let before?, let after?): try checkUpdate(before, after, &tally)
        case (let before?, nil): try checkDelete(before.live, &tally)
        case (nil, nil): break
        }
    }

    private func checkCreate(_ new: LiveConnection, _ tally: inout Tally) throws(Violation) {
        guard createsName(of: new) else {
            throw Violation(.plannedDeletesOnly, "run \(run) creates '\(new.name)', which is not in its plan")
        }
        let twin = record.commits.map { account.commits[$0].change }.contains { change in
            change.before == nil && change.after?.type == new.type && change.after?.live.name == new.name
                && account.world[change.after?.id ?? new.id] != nil && change.after?.id != new.id
        }
        guard twin else { return }
        guard wasRenamed(new.name) else {
            throw Violation(.noDuplicate, "run \(run) creates '\(new.name)' once more")
        }
        tally.count(.renamedBeforeSeen)
    }

    /// A new connection is in everything what its entry wants.
    private func checkFields(of new: SandboxConnection) throws(Violation) {
        let entry = record.files.desired.connections.first { $0.type == new.type && $0.name == new.live.name }
        guard let entry, entry.details == new.live.details,
            entry.ignored.contains(.enabled) || entry.enabled == new.live.enabled,
            entry.ignored.contains(.description) || entry.description == new.live.description
        else {
            throw Violation(.onlyPlannedFields, "run \(run) creates '\(new.live.name)' unlike the files want it")
        }
        try checkSecrets(of: new, entry)
    }

    /// What is sent as secrets are those of the entry, and of no other.
    private func checkSecrets(of new: SandboxConnection, _ entry: DesiredConnection?) throws(Violation) {
        guard new.credentials == entry?.wanted.map(SandboxConnection.Credentials.known) else {
            throw Violation(.wantedSecrets, "run \(run) gives \(new.id) '\(new.live.name)' secrets of something else")
        }
    }

    /// The same for an update: a step that says so, or the create that it completes, sends the secrets of its entry.
    private func checkSentSecrets(of new: SandboxConnection) throws(Violation) {
        let step = steps.first { step in
            step.connectionId == new.id && step.sets.contains { $0.field.isSensitive }
                || step.operation == .create && step.type == new.type && step.name == new.live.name
        }
        guard let step else {
            throw Violation(.wantedSecrets, "run \(run) gives \(new.id) secrets, which no step of its plan says")
        }
        try checkSecrets(
            of: new,
            record.files.desired.connections.first { $0.type == step.type && $0.name == step.name }
        )
    }

    /// Whether somebody else took the name away from a connection that this run had created with it.
    private func wasRenamed(_ name: String) -> Bool {
        let own = record.commits.map { account.commits[$0].change }.filter { $0.before == nil }.compactMap(\.after?.id)
        return account.commits.contains { commit in
            guard let before = commit.change.before, let after = commit.change.after, own.contains(after.id) else {
                return false
            }
            return commit.author.run != run && before.live.name == name && after.live.name != name
        }
    }

    // MARK: Updates

    private func checkUpdate(
        _ before: SandboxConnection,
        _ after: SandboxConnection,
        _ tally: inout Tally
    ) throws(Violation) {
        let id = before.id
        let changed = changedFields(before.live, after.live)
        // What a create with an unknown outcome left gets its secrets once more, since nobody can read them.
        if changed.isEmpty, createsName(of: before.live) {
            if before.credentials != after.credentials {
                try checkSeenSecrets(of: before, &tally)
                try checkSentSecrets(of: after)
            }
            return
        }
        guard steps.contains(where: { $0.connectionId == id }) else {
            throw Violation(
                .unownedUntouched,
                "run \(run) writes \(id) '\(before.live.name)', which is not in its plan"
            )
        }
        try checkClaim(before.live)
        for field in changed {
            guard mayWrite(field, of: after.live) else {
                throw Violation(
                    .onlyPlannedFields,
                    "run \(run) changes \(field) of \(id) from '\(field.value(in: before.live))' "
                        + "to '\(field.value(in: after.live))', which no step of its plan says"
                )
            }
            try checkSeen(field, of: before.live)
        }
        if before.credentials != after.credentials {
            try checkSeenSecrets(of: before, &tally)
            try checkSentSecrets(of: after)
        }
    }

    private func createsName(of live: LiveConnection) -> Bool {
        steps.contains { $0.operation == .create && $0.type == live.type && $0.name == live.name }
    }

    /// Whether a step writes this value to the field; a fence disables.
    private func mayWrite(_ field: ConnectionField, of live: LiveConnection) -> Bool {
        steps.contains { step in
            guard step.connectionId == live.id else { return false }
            if step.operation == .delete { return field == .enabled && !live.enabled }
            return step.sets.contains { setting in
                guard setting.field == field else { return false }
                switch setting.value {
                case .text(let text): return text == field.value(in: live)
                case .flag(let flag): return flag == live.enabled
                case .none: return field.value(in: live).isEmpty
                }
            }
        }
    }

    /// The value that is overwritten must be the one the plan saw, or one that the run itself wrote.
    private func checkSeen(_ field: ConnectionField, of before: LiveConnection) throws(Violation) {
        guard let seen = planned.live.connections.first(where: { $0.id == before.id }) else { return }
        // What a step of its own plan wants there may be what another run of the same files wrote.
        guard field.value(in: seen) != field.value(in: before), !mayWrite(field, of: before) else { return }
        let lastWriter = account.commits[..<index].last { commit in
            guard let old = commit.change.before?.live, let new = commit.change.after?.live, new.id == before.id else {
                return false
            }
            return field.value(in: old) != field.value(in: new)
        }
        guard let lastWriter, lastWriter.author.run != run else { return }
        throw Violation(
            .noUnseenOverwrite,
            "run \(run) overwrites \(field) of \(before.id), '\(field.value(in: before))' by \(lastWriter.author), "
                + "and its plan saw '\(field.value(in: seen))'"
        )
    }

    /// Secrets cannot be read, so whoever wrote the connection after the plan may have changed them.
    private func checkSeenSecrets(of before: SandboxConnection, _ tally: inout Tally) throws(Violation) {
        guard let seen = planned.live.connections.first(where: { $0.id == before.id }) else {
            // One that was made since the plan may be ours, unless somebody wrote it since.
            let last = account.commits[..<index].last { $0.change.after?.id == before.id }
            if let last, last.author.run == run { return }
            guard before.live.version > 1 else { return tally.count(.hiddenTwin) }
            guard let last, looksLikeOurs(last.change) else {
                throw Violation(.noUnseenOverwrite, "run \(run) writes secrets to \(before.id), which others wrote")
            }
            tally.count(.hiddenEdit)
            return
        }
        let later = account.commits[..<index].filter { commit in
            guard let new = commit.change.after, new.id == before.id, commit.author.run != run else { return false }
            return new.live.version > seen.version && new.credentials != commit.change.before?.credentials
        }
        for edit in later {
            guard looksLikeOurs(edit.change) else {
                throw Violation(
                    .noUnseenOverwrite,
                    "run \(run) overwrites the secrets of \(before.id) by \(edit.author)"
                )
            }
            tally.count(.hiddenEdit)
        }
    }

    /// Whether one update of ours to which there was no clear answer may have done just this.
    private func looksLikeOurs(_ change: WorldChange) -> Bool {
        guard let old = change.before?.live, let new = change.after?.live else { return false }
        let isUnclear = record.unclear[new.id]?.contains(old.version) == true
        return isUnclear && changedFields(old, new).allSatisfy { mayWrite($0, of: new) }
    }

    private func changedFields(_ old: LiveConnection, _ new: LiveConnection) -> [ConnectionField] {
        ConnectionField.allCases.filter { $0.value(in: old) != $0.value(in: new) }
    }

    // MARK: Deletes

    private func checkDelete(_ live: LiveConnection, _ tally: inout Tally) throws(Violation) {
        guard steps.contains(where: { $0.operation == .delete && $0.connectionId == live.id }) else {
            throw Violation(.plannedDeletesOnly, "run \(run) deletes \(live.id), which is not in its plan")
        }
        let deleted = record.commits.count { account.commits[$0].change.after == nil } + 1
        if let most = record.files.rules.maximumDeletes, deleted > most {
            throw Violation(.plannedDeletesOnly, "run \(run) deletes \(deleted) connections, and \(most) are allowed")
        }
        try checkClaim(live)
        try checkProtection(live)
        // A request that nobody waits for any more lands when it lands; the API has no way to tie it to a version.
        if case .late = commit.author { return tally.count(.lateDelete) }
        let reads = record.reads[live.id] ?? []
        // A create that needs the name may have read it since.
        let isReadByOthers = steps.contains { $0.type != live.type }
        guard let read = isReadByOthers ? reads.last(where: { isFenced(live.id, at: $0) }) ?? reads.last : reads.last
        else {
            throw Violation(.fencedDelete, "run \(run) deletes \(live.id) without having read it")
        }
        guard isFenced(live.id, at: read) else {
            let last = account.commits[..<read].last { $0.change.after?.id == live.id }
            throw Violation(
                .fencedDelete,
                "run \(run) deletes \(live.id), last written by \(last?.author as Any)"
            )
        }
        try checkNoEditGoes(with: live, read, &tally)
        if account.commits[read..<index].contains(where: { $0.change.after?.id == live.id }) {
            tally.count(.editBeforeDelete)
        }
    }

    /// Whether the last write of the connection, so many commits after the beginning, was the run's own that disabled it.
    private func isFenced(_ id: ConnectionID, at read: Int) -> Bool {
        let last = account.commits[..<read].last { $0.change.after?.id == id }
        return last?.author.run == run && last?.change.after?.live.enabled == false
    }

    /// What others did to the connection since the plan saw it must be what the plan does itself, or nothing.
    private func checkNoEditGoes(with live: LiveConnection, _ read: Int, _ tally: inout Tally) throws(Violation) {
        guard let seen = planned.live.connections.first(where: { $0.id == live.id }) else { return }
        let writes = account.commits[..<read].filter { $0.change.after?.id == live.id }
        for (place, edit) in writes.enumerated() where edit.author.run != run {
            guard let old = edit.change.before, let new = edit.change.after, new.id == live.id,
                new.live.version > seen.version
            else { continue }
            if looksLikeOurs(edit.change) {
                tally.count(.hiddenEdit)
                continue
            }
            guard leavesNothing(old, new, unlike: seen) || goesOnToLeaveNothing(place, among: writes, unlike: seen)
            else {
                throw Violation(.noUnseenOverwrite, "run \(run) deletes \(live.id) with an edit by \(edit.author)")
            }
        }
    }

    /// Whether between the two there is nothing to lose: saving without a difference moves the version alone; else it is what the
    /// plan saw, or does itself.
    private func leavesNothing(_ old: SandboxConnection, _ new: SandboxConnection, unlike seen: LiveConnection) -> Bool
    {
        old.credentials == new.credentials
            && changedFields(old.live, new.live).allSatisfy {
                mayWrite($0, of: new.live) || $0.value(in: new.live) == $0.value(in: seen)
            }
    }

    /// Whether others left nothing of an edit themselves, before the next write of ours: they enabled it and disabled it again, or
    /// one run renamed it and the next one gave it the very name that the plan does.
    private func goesOnToLeaveNothing(
        _ place: Int,
        among writes: [SimulatedAccount.Commit],
        unlike seen: LiveConnection
    ) -> Bool {
        // What was written before the plan's list is in what the plan saw.
        let listed = writes.firstIndex { ($0.change.after?.live.version ?? 0) > seen.version } ?? place
        let first = max(listed, writes[..<place].lastIndex { $0.author.run == run }.map { $0 + 1 } ?? 0)
        let end = writes[place...].firstIndex { $0.author.run == run } ?? writes.endIndex
        guard let before = writes[first].change.before, let after = writes[end - 1].change.after else { return false }
        return leavesNothing(before, after, unlike: seen)
    }

    /// Whether the files speak of the name it has, or had before it was parked.
    private func checkClaim(_ live: LiveConnection) throws(Violation) {
        guard let seen = planned.live.connections.first(where: { $0.id == live.id }) else { return }
        let names = [seen.name, ParkedName(seen.name, of: live.id)?.base].compactMap(\.self)
        let desired = record.files.desired
        let spokenOf =
            desired.connections.filter { $0.type == live.type }.flatMap { [$0.name] + $0.renamedFrom }
            + desired.tombstones.filter { $0.type == live.type }.map(\.name)
        // A successor that waits for its rename retired its predecessor under the name that it has itself.
        let successors = planned.live.connections.filter { other in
            other.type == live.type && desired.connections.contains { $0.details == other.details && $0.type == .aws }
        }
        let known = Set(spokenOf + successors.map(\.name))
        guard names.contains(where: { known.contains($0) || record.files.rules.owns.cover($0) }) else {
            throw Violation(.unownedUntouched, "run \(run) writes \(live.id) '\(seen.name)', which nobody claimed")
        }
    }

    private func checkProtection(_ live: LiveConnection) throws(Violation) {
        guard let seen = planned.live.connections.first(where: { $0.id == live.id }) else { return }
        let parked = ParkedName(seen.name, of: live.id)
        for entry in record.files.desired.connections where entry.type == live.type {
            // Another connection may be the entry's, which then says nothing of this one.
            let isOthers = planned.live.connections.contains { $0.id != live.id && $0.details == entry.details }
            if entry.isProtected, entry.name == seen.name, !isOthers {
                throw Violation(
                    .nothingProtectedGoes,
                    "run \(run) deletes \(live.id), and '\(entry.name)' is protected"
                )
            }
            // Deleting first is asked for by those who want no old connection to keep working.
            guard let grace = entry.grace, entry.replaceOrder == .createFirst, seen.enabled,
                parked?.purpose == .retired, parked?.base == entry.name,
                let since = seen.updatedDate.flatMap({ Timestamp($0) })
            else { continue }
            guard commit.time >= since + grace else {
                throw Violation(.nothingProtectedGoes, "run \(run) deletes \(live.id) within its grace")
            }
        }
    }

    // MARK: Replaces

    /// While an entry's connection is replaced by creating first, one that works is there at every moment.
    func checkOneIsWorking() throws(Violation) {
        for change in planned.plan.changes
        where change.action == .replace && change.replaceOrder == .createFirst && change.blocked == nil {
            guard
                let entry = record.files.desired.connections.first(where: { $0.type == .aws && $0.name == change.name }
                ),
                entry.enabled,
                let old = planned.live.connections.first(where: { $0.id == change.connectionId }), old.enabled
            else { continue }
            // A run answers for what it takes away; others may have deleted what its list, page by page, still showed.
            guard takesAway(old.id) else { continue }
            let isThere = account.world.connections(of: .aws).contains { connection in
                connection.live.enabled && (connection.id == old.id || connection.live.details == entry.details)
            }
            guard isThere else {
                throw Violation(.alwaysOneWorking, "run \(run) leaves no working connection for '\(change.name)'")
            }
        }
    }

    /// Whether the run has disabled or deleted the connection.
    private func takesAway(_ id: ConnectionID) -> Bool {
        account.commits[...index].contains { commit in
            guard commit.author.run == run, commit.change.before?.id == id else { return false }
            return commit.change.after?.live.enabled != true
        }
    }
}
