package import Planning
package import Stacks

/// Plans as `plan --out` keeps them, with all that is needed to see later whether they still hold.
///
/// It has no time and no secret in it: the same files and the same account give the same bytes.
package struct SavedPlan: Sendable, Hashable, Codable {
    /// The version of the file's form; a new minor version only adds keys.
    package static let currentFormat = "1.0"

    package var formatVersion = SavedPlan.currentFormat
    /// The version of the program that wrote it; for people.
    package var patchbayVersion: String
    /// In the order of the command line.
    package var stacks: [SavedStack]

    package init(patchbayVersion: String, stacks: [SavedStack]) {
        self.patchbayVersion = patchbayVersion
        self.stacks = stacks
    }
}

/// The plan of one stack, and what it was made from.
package struct SavedStack: Sendable, Hashable, Codable {
    package var source: StackSource
    package var options: SavedOptions
    package var account: AccountMark
    /// All the stack's files, by name.
    package var files: [FileDigest]
    package var plan: Plan

    package init(_ planned: PlannedStack, _ options: SavedOptions) {
        source = planned.stack.source
        self.options = options
        account = AccountMark(of: planned.live, sparing: planned.plan)
        files = planned.stack.files
        plan = planned.plan
    }
}
