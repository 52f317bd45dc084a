import ArgumentParser
import Rendering
import Stacks

/// Paths of the command line as every checkout has them: relative to its root, which the working directory is here.
struct CheckoutPaths {
    let files: any StackFiles

    /// - Throws: A usage error for standard input, and for what lies outside the working directory.
    func withinCheckout(_ path: String) throws -> String {
        if path == "-" { throw ValidationError("--base does not go with '-': standard input has no other version") }
        guard let relative = DirectoryPaths(from: ".", in: files)?.path(of: path) else {
            throw ValidationError(
                "--base takes stacks below the working directory only, and '\(path.terminalSafe)' is not below it: "
                    + "the base has the stack at the same path"
            )
        }
        return relative
    }
}
