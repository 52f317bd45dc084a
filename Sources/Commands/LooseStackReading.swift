import Stacks

extension StackCommand {
    /// A stack of which the account may be all that there is.
    struct LooseStack {
        var stack: Stack
        var remarks = ""
        /// Whether there are files of connections at all.
        var declares = true
    }

    /// Reads a stack whose directory may have no files of connections.
    ///
    /// - Throws: ``InvalidStack`` when there are some, and they or the settings have errors.
    func readLoosely(_ source: StackSource) throws -> LooseStack {
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        guard reader.hasConnectionFiles(inDirectory: source.directory) else {
            return LooseStack(stack: try reader.readSettings(ofDirectory: source.directory), declares: false)
        }
        let (stack, remarks) = try read(source, resolvingSecrets: false)
        return LooseStack(stack: stack, remarks: remarks)
    }
}
