import ArgumentParser
import Rendering
import Stacks

/// Paths of the command line as every checkout has them: relative to its root, which the working directory is here.
struct CheckoutPaths {
    let files: any StackFiles

    /// - Throws: A usage error for standard input, and for what lies outside the working directory.
    func withinCheckout(_ path: String) throws -> String {
        if path == "-" { throw ValidationError("--base does not go with '-': standard input has no other version") }
        let isAbsolute = path.hasPrefix("/")
        guard let relative = isAbsolute ? belowWorkingDirectory(path) : path, !leaves(relative) else {
            throw ValidationError(
                "--base takes stacks below the working directory only, and '\(path.terminalSafe)' is not below it: "
                    + "the base has the stack at the same path"
            )
        }
        return relative
    }

    /// The part of an absolute path that leads on from the working directory, by whatever name the path has that one.
    private func belowWorkingDirectory(_ path: String) -> String? {
        let here = (try? files.listing(ofDirectory: "."))?.identity
        let parts = path.split(separator: "/")
        for count in stride(from: parts.count, through: 0, by: -1) {
            let parent = "/" + parts.prefix(count).joined(separator: "/")
            guard let identity = (try? files.listing(ofDirectory: parent))?.identity, identity == here else { continue }
            return count == parts.count ? "." : parts.dropFirst(count).joined(separator: "/")
        }
        return nil
    }

    /// Whether `..` leads above the place at which the path begins.
    private func leaves(_ path: String) -> Bool {
        var depth = 0
        for part in path.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
