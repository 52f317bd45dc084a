// swift-tools-version: 6.2
import PackageDescription

/// The settings of every target: Swift 6 mode, the upcoming features that change what code means, and no warnings.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

/// What `--version` says of the commit: hexadecimal digits, with a `+` behind them where the sources differ.
///
/// It comes from the environment (the Makefile asks Git), since SwiftPM keeps what it once read from a manifest, and a tarball
/// has no Git to ask.
let commit: [CSetting] =
    Context.environment["PATCHBAY_COMMIT"].flatMap { commit in
        let isPlain = !commit.isEmpty && commit.count <= 64 && commit.allSatisfy { $0.isHexDigit || $0 == "+" }
        return isPlain ? [.define("PATCHBAY_COMMIT", to: "\"\(commit)\"")] : nil
    } ?? []

let package = Package(
    name: "patchbay",
    products: [
        .executable(name: "patchbay", targets: ["patchbay"]),
        .executable(name: "patchbay-sim", targets: ["SimulationCommand"]),
        // For Benchmarks, which is a package of its own.
        .library(
            name: "PatchbayLayers",
            targets: ["Connections", "PictoryAPI", "Planning", "Rendering", "Stacks", "YAMLTree"]
        ),
        // For Fuzz, which is one, too.
        .library(name: "FuzzHarnesses", targets: ["FuzzHarnesses"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Level 0: knows nothing of connections.
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .systemLibrary(
            name: "CLibSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
        ),
        // Without pkgConfig, which would link it: see Sources/LedgerPostgres/LibPQ.swift.
        .systemLibrary(name: "CLibPQ"),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CBuildFacts", cSettings: commit),
        .target(name: "CProcessMemory"),
        layer("Diagnostics"),
        layer("LocalFiles"),
        // Level 1: values.
        layer("YAMLTree", ["CLibYAML", "Diagnostics"]),
        layer("Connections", ["Diagnostics"]),
        // Level 2: decides; no network, no clock.
        layer("Stacks", ["Connections", "Diagnostics", "YAMLTree", crypto]),
        layer("Planning", ["Connections", "Diagnostics"]),
        layer("PictoryAPI", ["Connections", "Diagnostics"]),
        layer("AWSRole"),
        layer("AWSRequests", ["Connections", crypto]),
        // Level 3: the API, over HTTPS or as a model.
        layer(
            "PictoryHTTP",
            [
                "AWSRequests", "Connections", "Diagnostics", "PictoryAPI", asyncHTTPClient, nioCore, nioHTTP1, nioPosix,
                nioSSL,
            ]
        ),
        layer("Sandbox", ["Connections", "Diagnostics", "LocalFiles", "PictoryAPI"]),
        layer("Exporting", ["Connections", "Planning", "Stacks"]),
        layer("Ledger", ["Connections", "Diagnostics", "Planning", crypto]),
        layer("Checks", ["AWSRequests", "AWSRole", "Connections", "Diagnostics", "LocalFiles", "PictoryAPI"]),
        // Level 4: uses it.
        layer("SandboxServer", ["Connections", "Diagnostics", "LocalFiles", "Sandbox", nioCore, nioHTTP1, nioPosix]),
        layer("LedgerSQLite", ["CLibSQLite", "Connections", "Ledger", "LocalFiles", "Planning"]),
        layer("LedgerPostgres", ["CLibPQ", "Connections", "Ledger", "PictoryAPI", "Planning"]),
        layer("Applying", ["Connections", "Diagnostics", "PictoryAPI", "Planning"]),
        layer(
            "Rendering",
            [
                "AWSRole", "Applying", "Checks", "Connections", "Diagnostics", "Exporting", "Ledger", "PictoryAPI",
                "Planning",
            ]
        ),
        // Level 5 to 7: the flow, the commands, the program.
        layer(
            "Reconciler",
            ["Applying", "Connections", "Diagnostics", "Ledger", "PictoryAPI", "Planning", "Stacks"]
        ),
        layer(
            "Commands",
            [
                "AWSRequests", "AWSRole", "Applying", "CBuildFacts", "Checks", "Connections", "Diagnostics",
                "Exporting",
                "Ledger", "LedgerPostgres", "LedgerSQLite", "LocalFiles", "PictoryAPI", "PictoryHTTP", "Planning",
                "Reconciler", "Rendering", "Sandbox", "SandboxServer", "Stacks", argumentParser,
            ]
        ),
        layer(
            "Simulation",
            [
                "Applying", "Connections", "Diagnostics", "Ledger", "PictoryAPI", "Planning", "Reconciler",
                "Rendering", "Sandbox", "Stacks",
            ]
        ),
        .executableTarget(
            name: "SimulationCommand",
            dependencies: ["Simulation", argumentParser],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "patchbay",
            dependencies: ["CProcessMemory", "Commands", argumentParser],
            swiftSettings: settings
        ),
        // Imported by tests only.
        .target(
            name: "TestSupport",
            dependencies: [
                "Connections", "Diagnostics", "Ledger", "PictoryAPI", "Planning", "Sandbox", nioCore, nioPosix,
                subprocess,
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .target(
            name: "FuzzHarnesses",
            dependencies: [
                "AWSRequests", "Connections", "Diagnostics", "Exporting", "Ledger", "LedgerPostgres", "LedgerSQLite",
                "PictoryAPI", "Planning", "Reconciler", "Rendering", "Stacks", "YAMLTree",
            ],
            path: "Tests/FuzzHarnesses",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "LedgerProbe",
            dependencies: ["Connections", "Ledger", "LedgerSQLite", "Planning"],
            path: "Tests/LedgerProbe",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "LeakProbe",
            dependencies: ["CMalloc", "Commands", "Connections", "PictoryAPI", "PictoryHTTP", argumentParser],
            path: "Tests/LeakProbe",
            swiftSettings: settings
        ),
        tests("YAMLTree", ["Diagnostics", "YAMLTree"]),
        tests("Connections", ["Connections"]),
        tests("Stacks", ["Connections", "Diagnostics", "Stacks"]),
        tests("Exporting", ["Connections", "Diagnostics", "Exporting", "Planning", "Stacks"]),
        tests("Planning", ["Connections", "Diagnostics", "Planning"]),
        tests("PictoryAPI", ["Connections", "PictoryAPI"]),
        tests("AWSRole", ["AWSRole"]),
        tests("AWSRequests", ["AWSRequests", "Connections"]),
        tests(
            "Checks",
            ["AWSRequests", "AWSRole", "Checks", "Connections", "Diagnostics", "LocalFiles", "PictoryAPI"]
        ),
        tests(
            "PictoryHTTP",
            [
                "AWSRequests", "Connections", "Diagnostics", "PictoryAPI", "PictoryHTTP", "Sandbox", "SandboxServer",
                nioCore, nioHTTP1, nioPosix, nioSSL,
            ]
        ),
        tests("Ledger", ["Connections", "Ledger", "Planning"]),
        tests("LedgerPostgres", ["Connections", "Ledger", "LedgerPostgres", "Planning"]),
        tests(
            "LedgerSQLite",
            ["Connections", "Ledger", "LedgerProbe", "LedgerSQLite", "Planning", subprocess, systemPackage]
        ),
        tests("Sandbox", ["Connections", "Diagnostics", "PictoryAPI", "Sandbox", "SandboxServer", nioCore, nioPosix]),
        tests("Applying", ["Applying", "Connections", "PictoryAPI", "Planning"]),
        tests(
            "Rendering",
            [
                "Applying", "Checks", "Connections", "Diagnostics", "Ledger", "PictoryAPI", "Planning", "Rendering",
                "YAMLTree",
            ]
        ),
        tests(
            "Reconciler",
            [
                "Applying", "Connections", "Diagnostics", "Ledger", "PictoryAPI", "Planning", "Reconciler", "Rendering",
                "Sandbox", "Stacks",
            ]
        ),
        tests("FuzzHarnesses", ["FuzzHarnesses"]),
        tests("Simulation", ["Simulation", "SimulationCommand", subprocess, systemPackage]),
        tests(
            "EndToEnd",
            [
                "patchbay", "Connections", "Diagnostics", "LeakProbe", "Ledger", "LedgerPostgres", "LedgerSQLite",
                "PictoryAPI",
                "PictoryHTTP", "Planning", "Sandbox", "SandboxServer", "Stacks", nioCore, nioHTTP1, nioPosix,
                subprocess, systemPackage,
            ]
        ),
    ]
)

// What a build can do without, by name: with a sanitizer it takes minutes.
if let named = Context.environment["PATCHBAY_WITHOUT"] {
    let left = Set(named.split(separator: " ").map(String.init))
    package.targets.removeAll { left.contains($0.name) }
}
