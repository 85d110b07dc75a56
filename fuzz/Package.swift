// swift-tools-version: 6.2
// libFuzzer's shell around enclave/Tests/FuzzTargets; a package of its own because nothing else is built with
// `--sanitize fuzzer`, which gives every module it compiles coverage counters. The host side's readers are linked into
// Sources: as a dependency, the package they belong to would bring all of its own.
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "casemate-fuzz", targets: ["casemate-fuzz"])],
    dependencies: [.package(path: "../enclave")],
    targets: [
        .target(name: "TTLV", swiftSettings: settings),
        .executableTarget(
            name: "casemate-fuzz", dependencies: ["TTLV", .product(name: "FuzzTargets", package: "enclave")],
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
    ],
    swiftLanguageModes: [.v6]
)
