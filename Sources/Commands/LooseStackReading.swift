import Diagnostics
import Rendering
import Stacks

extension StackCommand {
    /// A stack of which the account may be all that there is.
    struct LooseStack {
        var stack: Stack
        var remarks = ""
        /// Whether there are files of connections at all.
        var declares = true
    }

    /// The stacks that a directory holds or lies in, one of which was most likely meant; else empty.
    private func neighbours(of source: StackSource, _ reader: StackReader) -> String {
        do throws(InvalidStack) {
            try reader.checkPlace(ofStack: source.directory)
            return ""
        } catch {
            guard let found = error.diagnostics.first else { return "" }
            return "warning: \(found.message.terminalSafe); name the stack with --stack\n"
        }
    }

    /// Reads a stack whose directory may have no files of connections.
    ///
    /// - Throws: ``InvalidStack`` when there are some, and they or the settings have errors.
    func readLoosely(_ source: StackSource) throws -> LooseStack {
        let reader = StackReader(files: context.files, environment: context.environment, resolvesSecrets: false)
        guard reader.hasConnectionFiles(inDirectory: source.directory) else {
            let stack = try reader.readSettings(ofDirectory: source.directory)
            return LooseStack(
                stack: stack,
                remarks: output.quiet ? "" : neighbours(of: source, reader),
                declares: false
            )
        }
        let (stack, remarks) = try read(source, resolvingSecrets: false)
        return LooseStack(stack: stack, remarks: remarks)
    }
}
