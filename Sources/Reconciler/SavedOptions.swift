import Connections
package import Planning
package import Stacks

/// The flags of the command line that shape a plan, in the form in which a saved plan keeps them.
package struct SavedOptions: Sendable, Hashable, Codable {
    package var only: [String]
    /// nil leaves the limit to the stack's settings.
    package var maxDeletes: Int?
    package var allowEmpty: Bool
    package var rotate: [String]
    package var finishReplaced: Bool
    package var newAccount: Bool

    package init(
        only: [String] = [],
        maxDeletes: Int? = nil,
        allowEmpty: Bool = false,
        rotate: [String] = [],
        finishReplaced: Bool = false,
        newAccount: Bool = false
    ) {
        self.only = only
        self.maxDeletes = maxDeletes
        self.allowEmpty = allowEmpty
        self.rotate = rotate
        self.finishReplaced = finishReplaced
        self.newAccount = newAccount
    }

    /// As they stand on a command line, each flag with its value; none for a plan without any.
    package var flags: [String] {
        only.map { "--only '\($0)'" } + rotate.map { "--rotate '\($0)'" }
            + [maxDeletes.map { "--max-deletes \($0)" }].compactMap(\.self) + (allowEmpty ? ["--allow-empty"] : [])
            + (finishReplaced ? ["--finish-replaced"] : []) + (newAccount ? ["--new-account"] : [])
    }

    /// The command line goes before the stack's settings.
    package func rules(for settings: StackSettings) -> PlanningRules {
        PlanningRules(
            owns: settings.owns,
            protected: settings.protected,
            maximumDeletes: maxDeletes ?? settings.maximumDeletes,
            allowsEmpty: allowEmpty,
            only: only.map { NameGlob($0) },
            rotate: rotate.map { NameGlob($0) },
            finishesReplaced: finishReplaced
        )
    }
}

extension SavedOptions {
    // Written out because plans that were saved before there were ledgers lack the last key.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            only: try container.decode([String].self, forKey: .only),
            maxDeletes: try container.decodeCountIfPresent(forKey: .maxDeletes),
            allowEmpty: try container.decode(Bool.self, forKey: .allowEmpty),
            rotate: try container.decode([String].self, forKey: .rotate),
            finishReplaced: try container.decode(Bool.self, forKey: .finishReplaced),
            newAccount: try container.decodeIfPresent(Bool.self, forKey: .newAccount) ?? false
        )
    }
}
