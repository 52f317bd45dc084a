// swift-tools-version: 6.2
import PackageDescription

/// What libFuzzer runs, as a package of its own: its `main` is the fuzzer's, so that no ordinary build can link it.
let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "patchbay", path: "..")],
    targets: [
        .executableTarget(
            name: "PatchbayFuzz",
            dependencies: [.product(name: "FuzzHarnesses", package: "patchbay")],
            swiftSettings: [.swiftLanguageMode(.v6), .strictMemorySafety()]
        )
    ]
)
