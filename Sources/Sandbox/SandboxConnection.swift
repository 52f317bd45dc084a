package import Connections
package import PictoryAPI

/// A connection as the sandbox keeps it: what the API shows of it, and what it never shows.
package struct SandboxConnection: Sendable, Hashable {
    /// The secrets of a Vimeo connection.
    package enum Credentials: Sendable, Hashable {
        case known(RequestCredentials)
        /// They were set by an earlier run; the file says only that.
        case setEarlier
    }

    package var live: LiveConnection
    /// The account it belongs to; requests act for ``SandboxWorld/account``.
    package var owner: String
    /// nil for AWS.
    package var credentials: Credentials?
    /// Which of the account's writes created it: what orders lists.
    package internal(set) var createdBy: Int
    /// Which of the account's writes was the last on it.
    package internal(set) var writtenBy: Int

    package var id: ConnectionID { live.id }
    package var type: ConnectionType { live.type }
    package var isForeign: Bool { owner != SandboxWorld.account }

    package init(_ live: LiveConnection, owner: String = SandboxWorld.account, credentials: Credentials? = nil) {
        self.live = live
        self.owner = owner
        self.credentials = credentials
        createdBy = 0
        writtenBy = 0
    }
}
