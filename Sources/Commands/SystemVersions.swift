import Checks
import Stacks

/// What programs and system a run is made with.
enum SystemVersions {
    #if arch(x86_64)
        private static let processor = "x86_64"
    #elseif arch(arm64)
        private static let processor = "arm64"
    #else
        private static let processor = "another processor"
    #endif

    static func check(patchbay version: String, _ files: any StackFiles) -> Check {
        let text = { (path: String) in
            (try? files.contents(ofFile: path, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        let kernel = text("/proc/sys/kernel/osrelease").split(separator: "\n").first.map { ", Linux \($0)" } ?? ""
        return .ok(.versions, "patchbay \(version) on \(name(in: text("/etc/os-release")))\(kernel), \(processor)")
    }

    /// The system's name for people, as its file has it.
    private static func name(in release: String) -> String {
        let key = "PRETTY_NAME="
        let line = release.split(separator: "\n").first { $0.hasPrefix(key) }
        let value = line?.dropFirst(key.count).filter { $0 != "\"" && $0 != "'" } ?? ""
        return value.isEmpty ? "an unknown system" : String(value)
    }
}
