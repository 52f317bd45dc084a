package import Connections

/// One page of a list, as the model answers it.
package struct SandboxPage: Sendable, Hashable {
    package var items: [SandboxConnection]
    /// nil on the last page.
    package var nextPageKey: String?

    package init(items: [SandboxConnection], nextPageKey: String? = nil) {
        self.items = items
        self.nextPageKey = nextPageKey
    }
}

extension SandboxModel {
    /// One page of the account's connections of the type, or of those it had in the past.
    ///
    /// The key is the `nextPageKey` of the page before, nil for the first page.
    ///
    /// - Throws: ``Refusal`` with 400 for a key that no page of this list had.
    package func page(
        of type: ConnectionType,
        after key: String?,
        in past: SandboxWorld? = nil
    ) throws(Refusal) -> SandboxPage {
        let start = try self.start(of: type, after: key)
        let listed = past ?? world
        switch behavior.paging {
        case .cursor:
            let rest = Array(
                listed.connections(of: type, createdAfter: start.position).prefix(behavior.pageSize + 1)
            )
            let items = Array(rest.prefix(behavior.pageSize))
            let next = PageKey(type: type, position: items.last?.createdBy ?? start.position, page: start.page + 1)
            return SandboxPage(items: items, nextPageKey: rest.count > items.count ? next.encoded : nil)
        case .offset:
            let sorted = listed.connections(of: type).sorted {
                ($0.writtenBy, $0.createdBy) > ($1.writtenBy, $1.createdBy)
            }
            let items = Array(sorted.dropFirst(start.position).prefix(behavior.pageSize))
            let end = start.position + items.count
            let next = PageKey(type: type, position: end, page: start.page + 1)
            return SandboxPage(items: items, nextPageKey: end < sorted.count ? next.encoded : nil)
        }
    }

    /// A page with nothing on it, after which the list goes on where it was.
    package func emptyPage(of type: ConnectionType, after key: String?) throws(Refusal) -> SandboxPage {
        var next = try start(of: type, after: key)
        next.page += 1
        return SandboxPage(items: [], nextPageKey: next.encoded)
    }

    private func start(of type: ConnectionType, after key: String?) throws(Refusal) -> PageKey {
        guard let key else { return .start(of: type) }
        guard let start = PageKey(key), start.type == type else {
            throw Refusal(400, "nextPageKey is not one that this list gave")
        }
        return start
    }
}
