package import Connections
package import Diagnostics

/// What would be done to make an account equal to a stack's files, and what it was made from.
///
/// It is data: it can be printed, saved, compared and carried out, and two plans of the same input are equal byte for byte.
package struct Plan: Sendable, Hashable, Codable {
    /// How many changes there are of each kind; blocked ones are counted under their action, too.
    package struct Summary: Sendable, Hashable, Codable {
        package var create = 0
        package var update = 0
        package var replace = 0
        package var delete = 0
        package var unchanged = 0
        package var unmanaged = 0
        package var blocked = 0
        package var waiting = 0
        package var hidden = 0

        package init() {}

        package var changes: Int { create + update + replace + delete }
    }

    /// A live connection that no file declares and no `owns` pattern covers.
    package struct Unmanaged: Sendable, Hashable, Codable {
        package var type: ConnectionType
        package var name: String?
        /// nil only for an item that could not be understood.
        package var connectionId: ConnectionID?
        /// Why it could not be managed at all; nil when declaring it would be enough.
        package var reason: String?
    }

    /// The old connection of a replace, which keeps working until its grace is over.
    package struct Waiting: Sendable, Hashable, Codable {
        package var type: ConnectionType
        /// The name of the entry that replaced it.
        package var name: String
        package var connectionId: ConnectionID
        /// The connection that has replaced it, which consumers must take up; nil when there is none at the moment.
        package var replacedBy: ConnectionID?
        /// RFC 3339, in UTC; nil when the account does not tell when it was retired, so that it waits to be asked for.
        package var until: String?
    }

    /// A connection that somebody wrote since an apply left it, although it looks as it was left, or as the files want it.
    package struct Hidden: Sendable, Hashable, Codable {
        package var type: ConnectionType
        package var name: String
        package var connectionId: ConnectionID
        /// The version it was left at.
        package var recordedVersion: Int
        /// The version it has now; the same as the recorded one when an apply of ours wrote other fields since.
        package var version: Int
        /// Whether it has secrets, which may have been rewritten.
        package var hasSecrets: Bool
        /// The entry in the files; nil in plans that were saved before it was told.
        package var source: SourcePlace?

        package init(
            type: ConnectionType,
            name: String,
            connectionId: ConnectionID,
            recordedVersion: Int,
            version: Int,
            hasSecrets: Bool,
            source: SourcePlace? = nil
        ) {
            self.type = type
            self.name = name
            self.connectionId = connectionId
            self.recordedVersion = recordedVersion
            self.version = version
            self.hasSecrets = hasSecrets
            self.source = source
        }
    }

    /// A connection of which the API keeps a text otherwise than it was sent, as the ledger knows; sending it again would change
    /// nothing, so that is no change.
    package struct StoredOtherwise: Sendable, Hashable, Codable {
        package var type: ConnectionType
        package var name: String
        package var connectionId: ConnectionID
        /// In the order of ``ConnectionField``.
        package var fields: [ConnectionField]

        package init(type: ConnectionType, name: String, connectionId: ConnectionID, fields: [ConnectionField]) {
            self.type = type
            self.name = name
            self.connectionId = connectionId
            self.fields = fields
        }
    }

    /// How the changes compare with those that another checkout, the base, would bring.
    package struct Base: Sendable, Hashable, Codable {
        /// Changes that the base does not have.
        package var introduced: Int
        /// Changes that the base has as well, and that are not blocked there alone.
        package var pending: Int
        /// Changes that only the base would make, so that this checkout takes them back.
        package var withdrawn: Int
        /// Why nothing of the base could be planned, so that every change counts as introduced; nil when it could.
        package var problem: String?

        package init(introduced: Int, pending: Int, withdrawn: Int) {
            self.introduced = introduced
            self.pending = pending
            self.withdrawn = withdrawn
        }
    }

    /// The version of the JSON form; a new minor version only adds keys.
    package static let currentFormat = "1.0"

    package var formatVersion = Plan.currentFormat
    package var stack: String
    /// The base URL, or `sandbox`.
    package var apiURL: String
    package var configDigest: String
    package var summary: Summary
    /// nil when the plan was not compared with a base.
    package var base: Base?
    /// Destructive ones first, then by type and name.
    package var changes: [Change]
    /// Those of all changes that are not blocked, in a legal order.
    package var steps: [Step]
    package var unmanaged: [Unmanaged]
    package var waiting: [Waiting]
    /// By type and name; empty without a ledger.
    package var hidden: [Hidden]
    /// By type and name; empty without a ledger.
    package var storedOtherwise: [StoredOtherwise]
    /// Whether it was made with what a ledger knows, be it nothing yet.
    package var usesLedger: Bool
    /// Of how many Vimeo connections nobody can tell whether their secrets are those of the files, and they are not sent.
    package var secretsUnknown: Int

    package init(
        stack: String,
        apiURL: String,
        configDigest: String,
        summary: Summary,
        changes: [Change],
        steps: [Step],
        unmanaged: [Unmanaged],
        waiting: [Waiting],
        hidden: [Hidden] = [],
        storedOtherwise: [StoredOtherwise] = [],
        usesLedger: Bool = false,
        secretsUnknown: Int = 0
    ) {
        self.stack = stack
        self.apiURL = apiURL
        self.configDigest = configDigest
        self.summary = summary
        self.changes = changes
        self.steps = steps
        self.unmanaged = unmanaged
        self.waiting = waiting
        self.hidden = hidden
        self.storedOtherwise = storedOtherwise
        self.usesLedger = usesLedger
        self.secretsUnknown = secretsUnknown
    }

    package var isBlocked: Bool { summary.blocked > 0 }
}
