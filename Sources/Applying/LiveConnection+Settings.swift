import Connections
import PictoryAPI
import Planning

extension LiveConnection {
    /// The connection with a step's fields written over it; secrets are not part of it.
    func setting(_ settings: [Step.Setting]) -> LiveConnection {
        var result = self
        for setting in settings {
            switch (setting.field, setting.value) {
            case (.name, .text(let name)): result.name = name
            case (.description, .text(let text)): result.description = text
            case (.description, .none): result.description = ""
            case (.enabled, .flag(let enabled)): result.enabled = enabled
            case (.clientIdentifier, .text(let identifier)): result.details = .vimeo(clientIdentifier: identifier)
            case (.name, _), (.description, _), (.enabled, _), (.clientIdentifier, _), (.awsAccountId, _),
                (.awsRegion, _), (.clientSecret, _), (.accessToken, _):
                continue
            }
        }
        return result
    }

    /// The connection that was sent, as the API says it has become.
    func updated(by answer: WriteAnswer) -> LiveConnection {
        var result = self
        result.version = answer.version
        result.name = answer.name ?? name
        result.description = answer.description ?? description
        result.enabled = answer.enabled ?? enabled
        if let identifier = answer.clientIdentifier, details.clientIdentifier != nil {
            result.details = .vimeo(clientIdentifier: identifier)
        }
        return result
    }

    /// The visible fields in which two readings of a connection differ, in the order of ``ConnectionField``.
    func differs(from other: LiveConnection) -> [ConnectionField] {
        ConnectionField.allCases.filter { field in
            field == .description
                ? description.withoutOuterSpace != other.description.withoutOuterSpace
                : !field.isSensitive && shown(field) != other.shown(field)
        }
    }

    /// A visible field as text; "" for one the connection does not have.
    func shown(_ field: ConnectionField) -> String {
        switch field {
        case .name: name
        case .description: description
        case .awsAccountId: details.location?.accountID ?? ""
        case .awsRegion: details.location?.region ?? ""
        case .clientIdentifier: details.clientIdentifier ?? ""
        case .enabled: enabled ? "true" : "false"
        case .clientSecret, .accessToken: ""
        }
    }
}

extension WriteAnswer {
    /// The fields that came back other than they were sent, but for the spaces around a description; those that did not come back
    /// are taken to be as sent.
    func differences(from sent: LiveConnection) -> [ConnectionField] {
        let isSameDescription = description?.withoutOuterSpace == sent.description.withoutOuterSpace
        let returned: [(ConnectionField, String?)] = [
            (.name, name), (.description, isSameDescription ? nil : description), (.awsAccountId, awsAccountId),
            (.awsRegion, awsRegion),
            (.clientIdentifier, clientIdentifier), (.enabled, enabled.map { $0 ? "true" : "false" }),
        ]
        return returned.compactMap { field, value in
            value == nil || value == sent.shown(field) ? nil : field
        }
    }
}
