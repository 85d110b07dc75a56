// swift-tools-version: 6.2
// libFuzzer's shell around enclave/Tests/FuzzTargets; a package of its own because nothing else is built with
// `--sanitize fuzzer`, which gives every module it compiles coverage counters.
import PackageDescription

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "casemate-fuzz", targets: ["casemate-fuzz"])],
    dependencies: [.package(path: "../enclave")],
    targets: [
        .executableTarget(
            name: "casemate-fuzz", dependencies: [.product(name: "FuzzTargets", package: "enclave")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
                .treatAllWarnings(as: .error), .unsafeFlags(["-parse-as-library"]),
            ])
    ],
    swiftLanguageModes: [.v6]
)
