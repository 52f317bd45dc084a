package import Connections

extension SandboxModel {
    /// Does what the request asks, or refuses it; a list may show a past world instead of the present one.
    package mutating func answer(
        _ request: SandboxRequest,
        newID id: ConnectionID,
        at time: Timestamp,
        listing past: SandboxWorld? = nil
    ) -> SandboxAnswer {
        do throws(Refusal) {
            switch request {
            case .list(let type, let key):
                return SandboxAnswer(200, .page(try page(of: type, after: key, in: past)))
            case .get(let type, let id):
                return SandboxAnswer(200, .connection(try connection(id, of: type), .all))
            case .create(let type, let body):
                let created = try create(type, body, as: id, at: time)
                return SandboxAnswer(
                    behavior.createStatus,
                    .connection(created, fields(documented: .allButTypeAndDates))
                )
            case .update(let type, let id, let body):
                let updated = try update(type, id, body, at: time)
                let documented = type == .aws ? SandboxAnswer.Fields.allButTypeAndDates : .all
                return SandboxAnswer(200, .connection(updated, fields(documented: documented)))
            case .delete(let type, let id):
                try delete(type, id)
                return SandboxAnswer(204, .nothing)
            }
        } catch {
            return SandboxAnswer(error)
        }
    }

    private func fields(documented: SandboxAnswer.Fields) -> SandboxAnswer.Fields {
        switch behavior.writeAnswers {
        case .documented: documented
        case .whole: .all
        case .sparse: .idAndVersion
        }
    }
}
