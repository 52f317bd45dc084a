/// What one file may ask of us; each limit is named in the error of the file that breaks it.
package struct YAMLLimits: Sendable, Hashable {
    /// 16 MiB.
    package var bytes = 16 << 20
    /// The decoded text of one scalar: 64 KiB.
    package var scalarBytes = 64 << 10
    /// Lists and mappings within each other, those behind aliases included.
    package var depth = 64
    /// Scalars, lists, mappings and aliases as they are written.
    package var nodes = 4_000_000
    /// How many nodes aliases may stand for in a short file; a longer one may have as many as it has bytes.
    ///
    /// So reading takes time in proportion to what was written, whatever the aliases multiply to.
    package var aliasedNodes = 1_000
    /// How many problems are kept with their text.
    package var problems = 50

    package init() {}
}
