// swift-tools-version: 6.2
import PackageDescription

/// The name of the package that SwiftPM gives the compiler for the sources above: the folder that they are in.
///
/// What the targets share is `package`, and a package of its own has another name. With this one they are one package to the
/// compiler, so that nothing has to be made `public` for the benchmarks, and none of what these need burdens another build.
let patchbay: String = {
    let folder = Context.packageDirectory.split(separator: "/").dropLast().last.map(String.init) ?? "patchbay"
    let name = String(folder.lowercased().map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
    return name.first?.isNumber == true ? "_" + name.dropFirst() : name
}()

let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "patchbay", path: "..")],
    targets: [
        .target(name: "CYardsticks", linkerSettings: [.linkedLibrary("yaml")]),
        .executableTarget(
            name: "MicroBenchmark",
            dependencies: ["CYardsticks", .product(name: "PatchbayLayers", package: "patchbay")],
            // Without SwiftPM's own name for it, which would come after this one.
            packageAccess: false,
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .unsafeFlags(["-package-name", patchbay]),
            ]
        ),
    ]
)
