package import Connections

/// What `patchbay.yaml` says about a stack, and the defaults where it says nothing.
package struct StackSettings: Sendable, Hashable {
    /// What the files of a stack may declare; a violation is an error at its place.
    package struct Policy: Sendable, Hashable {
        /// nil allows every account.
        package var accounts: [String]? {
            didSet { accountLookup = accounts.map(Set.init) }
        }
        /// nil allows every region.
        package var regions: [String]?
        /// Found anywhere in the name, as `^` and `$` are written out; nil allows every name.
        package var names: NamePattern?

        package init(accounts: [String]? = nil, regions: [String]? = nil, names: NamePattern? = nil) {
            self.accounts = accounts
            self.regions = regions
            self.names = names
            accountLookup = accounts.map(Set.init)
        }

        /// ``accounts``, of which there can be as many as connections.
        private var accountLookup: Set<String>?

        func allows(account: String) -> Bool { accountLookup?.contains(account) ?? true }

        func allows(region: String) -> Bool { regions?.contains(region) ?? true }
    }

    /// `stack`; the directory's name by default.
    package var name: String
    /// `api: sandbox`; false means the real API.
    package var usesSandbox = false
    /// Live connections that match and are not declared are deleted.
    package var owns: [NameGlob] = []
    /// Connections that match are never deleted or replaced.
    package var protected: [NameGlob] = []
    /// `limits.deletes`: deletes and replaces per run; nil for no limit.
    package var maximumDeletes: Int?
    package var policy = Policy()
    /// 1 to 64; nil when the settings leave it to the caller.
    package var parallelism: Int?
    /// `none`, or a `sqlite:` or `postgres:` URL without a password; nil when the settings leave it to the caller.
    package var ledger: String?

    package init(name: String) {
        self.name = name
    }
}
