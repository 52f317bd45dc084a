package import Connections
package import Diagnostics

/// What a stack's files declare, free of errors.
package struct Stack: Sendable, Hashable {
    package var source: StackSource
    package var settings: StackSettings
    package var desired: DesiredState
    /// `sha256:` and 64 hexadecimal digits over the paths and bytes of all its files, the settings included.
    package var configDigest: String
    /// All its files, by name.
    package var files: [FileDigest]
    /// Sorted by place, at most 50.
    package var warnings: [Diagnostic]
    /// How many warnings there are beyond those.
    package var omittedWarnings: Int

    package var name: String { settings.name }

    package init(
        source: StackSource,
        settings: StackSettings,
        desired: DesiredState,
        configDigest: String,
        files: [FileDigest] = [],
        warnings: [Diagnostic] = [],
        omittedWarnings: Int = 0
    ) {
        self.source = source
        self.settings = settings
        self.desired = desired
        self.configDigest = configDigest
        self.files = files
        self.warnings = warnings
        self.omittedWarnings = omittedWarnings
    }
}
