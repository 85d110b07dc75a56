// swift-tools-version: 6.2
// The trusted side: everything that runs in the enclave process. Dependencies are exact and only swift-crypto and
// swift-asn1; swift-certificates is a test oracle and is linked by no product (`dev/check-tcb.sh` holds this).
import PackageDescription

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
let testSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")

let enclaveProgram: [LinkerSetting] = [
    .unsafeFlags(["-static-stdlib", "-l_FoundationCollections", "-l_FoundationCShims", "-lswiftSynchronization"]),
    // Its file is what is measured, at each start: without debug information and local symbols it is less than half.
    .unsafeFlags(["-Xlinker", "--strip-all"], .when(configuration: .release)),
]
// The calls of Swift's locks go through CGramineLocks.
let wrappedCalls: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "--wrap=syscall"])]

let package = Package(
    name: "enclave",
    products: [
        .library(name: "EnclaveProtocol", targets: ["EnclaveProtocol"]),
        .library(name: "SealedSession", targets: ["SealedSession"]),
        .library(name: "KeyOperations", targets: ["KeyOperations"]),
        .library(name: "Journal", targets: ["Journal"]),
        .library(name: "X509Core", targets: ["X509Core"]),
        .library(name: "Attestation", targets: ["Attestation"]),
        // For the fuzz package only; nothing that ships links it.
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
        .executable(name: "casemate-enclave", targets: ["casemate-enclave"]),
        .executable(name: "casemate-enclave-software", targets: ["casemate-enclave-software"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    ],
    targets: [
        // C: malloc and thread stacks in memfd_secret. Linked by the two enclave programs only.
        .target(name: "CSecretHeap"),
        // C: headers and thin wrappers for the Linux calls Swift's Glibc module does not carry.
        .target(name: "CEnclaveSystem"),
        .target(name: "EnclaveProtocol", swiftSettings: settings),
        .target(name: "SealedSession", dependencies: ["EnclaveProtocol", crypto], swiftSettings: settings),
        .target(
            name: "KeyOperations", dependencies: ["EnclaveProtocol", crypto, cryptoExtras, asn1],
            swiftSettings: settings),
        .target(
            name: "X509Core", dependencies: ["EnclaveProtocol", crypto, cryptoExtras], swiftSettings: settings),
        .target(
            name: "Attestation", dependencies: ["EnclaveProtocol", "X509Core", crypto, cryptoExtras],
            swiftSettings: settings),
        .target(name: "Journal", dependencies: ["EnclaveProtocol", "CEnclaveSystem", crypto], swiftSettings: settings),
        // Counters in a TPM 2.0: nine commands, sessions and nothing more.
        .target(name: "TPM2", dependencies: ["EnclaveProtocol", "CEnclaveSystem", crypto], swiftSettings: settings),
        .target(name: "TEEPlatform", dependencies: [crypto], swiftSettings: settings),
        .target(
            name: "TEESoftware", dependencies: ["TEEPlatform", "EnclaveProtocol", "X509Core", crypto],
            swiftSettings: settings),
        // C: locks where the kernel below has no priority-inheriting futexes. Linked by the hardware enclave only.
        .target(name: "CGramineLocks"),
        // C: the requests of /dev/sev-guest. Linked by the hardware enclave's executable only, as is what uses it.
        .target(name: "CSEVGuest"),
        .target(
            name: "TEEHardware", dependencies: ["TEEPlatform", "EnclaveProtocol", "CSEVGuest", crypto],
            swiftSettings: settings),
        .target(
            name: "EnclaveCore",
            dependencies: [
                "EnclaveProtocol", "SealedSession", "KeyOperations", "X509Core", "Attestation", "Journal",
                "TEEPlatform", "TPM2", "CEnclaveSystem", crypto,
            ],
            swiftSettings: settings),
        .target(
            name: "EnclaveServer",
            dependencies: ["EnclaveProtocol", "SealedSession", "EnclaveCore", "CEnclaveSystem", crypto],
            swiftSettings: settings),
        // How either program starts; what tells them apart is an EnclaveProduct.
        .target(
            name: "EnclaveProgram",
            dependencies: [
                "CSecretHeap", "CEnclaveSystem", "EnclaveProtocol", "EnclaveServer", "EnclaveCore", "KeyOperations",
                "SealedSession", "TEEPlatform", "TPM2", "X509Core", crypto,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "casemate-enclave",
            dependencies: ["EnclaveProgram", "EnclaveProtocol", "TEEPlatform", "TEEHardware", "CGramineLocks"],
            swiftSettings: settings, linkerSettings: enclaveProgram + wrappedCalls),
        .executableTarget(
            name: "casemate-enclave-software",
            dependencies: ["EnclaveProgram", "EnclaveProtocol", "TEEPlatform", "TEESoftware"],
            swiftSettings: settings, linkerSettings: enclaveProgram),

        // What the fuzzer drives and the tests replay; beside the tests because no product is made of it.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "EnclaveProtocol", "KeyOperations", "X509Core", "Journal", "JournalFixtures", "EnclaveCore",
                "EnclaveServer", "Attestation", "DCAPFixtures", "TPM2", crypto,
            ],
            path: "Tests/FuzzTargets", swiftSettings: settings),
        .target(
            name: "JournalFixtures", dependencies: ["Journal", "EnclaveProtocol", crypto],
            path: "Tests/JournalFixtures", swiftSettings: testSettings),
        // A simulated Intel PKI with the quotes of its machines.
        .target(
            name: "DCAPFixtures", dependencies: ["Attestation", "EnclaveProtocol", "X509Core", crypto],
            path: "Tests/DCAPFixtures", swiftSettings: testSettings),
        // Benchmarks/verify.sh runs it; nothing that ships holds it.
        .executableTarget(
            name: "dcap-bench", dependencies: ["Attestation", "DCAPFixtures", "EnclaveProtocol", "X509Core", crypto],
            path: "Tests/DCAPBench", swiftSettings: testSettings),
        .executableTarget(
            name: "snp-bench", dependencies: ["Attestation", "X509Core", crypto], path: "Tests/SNPBench",
            swiftSettings: testSettings),
        .testTarget(
            name: "FuzzReplayTests", dependencies: ["FuzzTargets"], swiftSettings: testSettings),
        .testTarget(
            name: "EnclaveProtocolTests", dependencies: ["EnclaveProtocol", "FuzzTargets"],
            swiftSettings: testSettings),
        .testTarget(
            name: "SealedSessionTests", dependencies: ["SealedSession", "EnclaveProtocol", crypto],
            swiftSettings: testSettings),
        .testTarget(
            name: "KeyOperationsTests", dependencies: ["KeyOperations", "EnclaveProtocol", crypto, cryptoExtras],
            swiftSettings: testSettings),
        .testTarget(
            name: "X509CoreTests",
            dependencies: [
                "X509Core", "EnclaveProtocol", crypto, cryptoExtras,
                .product(name: "X509", package: "swift-certificates"), asn1,
            ],
            exclude: ["Support/lint_many.py", "Fixtures"], swiftSettings: testSettings),
        .testTarget(
            name: "AttestationTests",
            dependencies: ["Attestation", "DCAPFixtures", "EnclaveProtocol", "X509Core", crypto, cryptoExtras],
            exclude: ["Vectors"], swiftSettings: testSettings),
        .testTarget(
            name: "TPM2Tests", dependencies: ["TPM2", "EnclaveProtocol", crypto], exclude: ["Recordings"],
            swiftSettings: testSettings),
        .testTarget(
            name: "JournalTests", dependencies: ["Journal", "JournalFixtures", "EnclaveProtocol", crypto],
            swiftSettings: testSettings),
        .testTarget(
            name: "EnclaveCoreTests",
            dependencies: [
                "EnclaveCore", "EnclaveProtocol", "SealedSession", "KeyOperations", "X509Core", "Attestation",
                "Journal",
                "TEEPlatform", "TEESoftware", "TPM2", crypto,
            ],
            exclude: ["Fixtures"], swiftSettings: testSettings),
        .testTarget(
            name: "TEESoftwareTests",
            dependencies: ["TEESoftware", "TEEPlatform", "EnclaveProtocol", "X509Core", crypto],
            swiftSettings: testSettings),
        // What every platform must keep, for the tests and for a program that runs it on a machine of its own.
        .target(
            name: "PlatformConformance", dependencies: ["TEEPlatform", "EnclaveProtocol", crypto],
            path: "Tests/PlatformConformance", swiftSettings: testSettings),
        .executableTarget(
            name: "platform-conformance",
            dependencies: ["PlatformConformance", "TEEHardware", "TEESoftware", "TEEPlatform", "EnclaveProtocol"],
            path: "Tests/platform-conformance", swiftSettings: testSettings),
        .testTarget(
            name: "TEEHardwareTests",
            dependencies: [
                "TEEHardware", "PlatformConformance", "TEESoftware", "TEEPlatform", "EnclaveProtocol", crypto,
            ],
            swiftSettings: testSettings),
        .target(name: "CHeapFigures", path: "Tests/CHeapFigures"),
        .testTarget(
            name: "EnclaveServerTests",
            dependencies: [
                "EnclaveServer", "EnclaveCore", "EnclaveProtocol", "SealedSession", "CHeapFigures", crypto,
            ],
            swiftSettings: testSettings),
    ],
    swiftLanguageModes: [.v6]
)
