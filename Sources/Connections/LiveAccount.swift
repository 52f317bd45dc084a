/// What an account holds, as one reading of its lists told.
package struct LiveAccount: Sendable, Hashable {
    /// Each id once, in no particular order.
    package var connections: [LiveConnection]
    /// Shown and left alone.
    package var unmanageable: [UnmanageableConnection]

    package init(connections: [LiveConnection] = [], unmanageable: [UnmanageableConnection] = []) {
        self.connections = connections
        self.unmanageable = unmanageable
    }
}
