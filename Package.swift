// swift-tools-version: 6.2
// The untrusted host side: the client library and the one `casemate` executable. It links of the enclave package only
// what crosses the wall: frames and requests, the sealed session, offline key sealing and audit checking.
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
// The command line is a program, not a library: its tests look inside it, in the one configuration everything has.
let testable: [SwiftSetting] = [.unsafeFlags(["-enable-testing"])]
func enclave(_ name: String) -> Target.Dependency { .product(name: name, package: "enclave") }

// The products that several targets link.
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let grpc: Target.Dependency = .product(name: "GRPCCore", package: "grpc-swift-2")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "casemate",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "EnclaveClient", targets: ["EnclaveClient"]),
        .executable(name: "casemate", targets: ["casemate"]),
    ],
    dependencies: [
        .package(path: "enclave"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", exact: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", exact: "2.4.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        // C: thin wrappers for the Linux calls Swift's Glibc module does not carry.
        .target(name: "CHostSystem"),
        .target(name: "CWipingHeap"),
        .target(
            name: "EnclaveClient",
            dependencies: [enclave("EnclaveProtocol"), enclave("SealedSession"), nio, nioPosix, crypto, x509, asn1],
            swiftSettings: settings),
        // Kubernetes' API: kubeconfig, objects, requests, watches.
        .target(
            name: "Kubernetes",
            dependencies: [
                httpClient, nio, nioHTTP1, nioPosix, nioSSL, yams,
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings + testable),
        // What a controller is made of: informer, work queue, reconciling workers, leader election, events.
        .target(
            name: "KubernetesController",
            dependencies: [
                "Kubernetes", nio, nioPosix, .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: settings + testable),
        // Signs Kubernetes' and cert-manager's requests with authorities of the enclave.
        .target(
            name: "CertificateIssuer",
            dependencies: [
                "EnclaveClient", "Kubernetes", "KubernetesController", "ServiceKit", "Telemetry",
                enclave("Attestation"), enclave("EnclaveProtocol"), enclave("X509Core"), crypto, logging, lifecycle,
            ],
            swiftSettings: settings + testable),
        // Metrics in Prometheus' text format.
        .target(name: "Telemetry", swiftSettings: settings + testable),
        // How a daemon starts, is observed, reloads and ends.
        .target(
            name: "ServiceKit",
            dependencies: [
                "Telemetry", hummingbird, httpTypes, logging, nio, nioPosix, nioSSL, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings + testable),
        // Intel's PCCS protocol and AMD's key distribution, answered from SQLite.
        .target(
            name: "CollateralCache",
            dependencies: [
                "ServiceKit", "Telemetry", enclave("Attestation"), enclave("EnclaveProtocol"), enclave("X509Core"),
                httpClient, crypto, hummingbird, httpTypes, logging, nio, nioHTTP1, nioSSL, lifecycle,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings + testable),
        // KMIP's encoding: items of tag, type, length and value. No dependency.
        .target(name: "TTLV", swiftSettings: settings + testable),
        // A client of KMIP servers, and what the state and dates of their keys allow.
        .target(
            name: "KMIP",
            dependencies: ["TTLV", crypto, nio, nioPosix, nioSSL, .product(name: "NIOTLS", package: "swift-nio")],
            swiftSettings: settings + testable),
        // Generated from the .proto files beside it by dev/generate-protos; warnings are its generators' own.
        .target(
            name: "ServiceProtos",
            dependencies: [
                grpc, .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
            ],
            exclude: ["KubernetesKMS/kms-v2.proto", "KubernetesKMS/kms-v1beta1.proto"]),
        // The Kubernetes KMS plugin: envelope encryption under a key that only the enclave holds.
        .target(
            name: "KMSPlugin",
            dependencies: [
                "CHostSystem", "CWipingHeap", "EnclaveClient", "KMIP", "ServiceKit", "ServiceProtos", "Telemetry",
                enclave("EnclaveProtocol"), crypto, grpc, logging, nio, nioPosix, lifecycle,
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
            ],
            swiftSettings: settings + testable),
        // Carries messages between the enclaves of a domain.
        .target(
            name: "DomainRelay",
            dependencies: [
                "EnclaveClient", "Kubernetes", "KubernetesController", "ServiceKit", "Telemetry",
                enclave("EnclaveProtocol"), logging, nio, nioPosix, lifecycle,
            ],
            swiftSettings: settings + testable),
        // Decides from recorded histories whether a domain kept what it promised.
        .target(
            name: "DomainHistory", dependencies: [enclave("EnclaveProtocol"), enclave("Journal")],
            swiftSettings: settings + testable),
        // Every command; the executable is its own target so that tests do not link the static runtime.
        .target(
            name: "CasemateCommands",
            dependencies: [
                "EnclaveClient", "CertificateIssuer", "CHostSystem", "CollateralCache", "DomainHistory", "DomainRelay",
                "KMIP", "KMSPlugin", "Kubernetes", "ServiceKit", enclave("EnclaveProtocol"), enclave("KeyOperations"),
                enclave("Journal"), enclave("X509Core"), enclave("Attestation"), argumentParser, httpClient, crypto,
                nio,
                nioHTTP1, nioSSL, asn1, x509, yams,
            ],
            swiftSettings: settings + testable),
        .executableTarget(
            name: "casemate", dependencies: ["CasemateCommands"], swiftSettings: settings,
            linkerSettings: [
                .unsafeFlags([
                    "-static-stdlib", "-lCoreFoundation", "-lFoundationInternationalization", "-l_FoundationICU",
                    "-l_FoundationCollections", "-l_FoundationCShims", "-lswiftSynchronization",
                ]),
                .unsafeFlags(["-Xlinker", "--strip-debug"], .when(configuration: .release)),
            ]),
        // A scripted enclave behind a real socket, for the tests of both.
        .target(
            name: "FakeEnclave",
            dependencies: [enclave("EnclaveProtocol"), enclave("SealedSession"), crypto],
            path: "Tests/FakeEnclave", swiftSettings: settings),
        // An API server in memory; its README says what it leaves out.
        .target(
            name: "KubernetesDouble",
            dependencies: [
                "Kubernetes", hummingbird, httpTypes, logging, nio, nioSSL, lifecycle,
                .product(name: "HummingbirdTLS", package: "hummingbird"),
            ],
            path: "Tests/KubernetesDouble", exclude: ["README.md"], swiftSettings: settings),
        .testTarget(
            name: "KubernetesTests",
            dependencies: ["Kubernetes", "KubernetesDouble", crypto, nio, nioSSL, asn1, x509],
            exclude: ["Recorded/README.md"], resources: [.copy("Recorded")],
            swiftSettings: settings),
        .testTarget(
            name: "KubernetesControllerTests",
            dependencies: [
                "Kubernetes", "KubernetesController", "KubernetesDouble",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CertificateIssuerTests",
            dependencies: [
                "CertificateIssuer", "EnclaveClient", "Kubernetes", "KubernetesController", "KubernetesDouble",
                "Telemetry", enclave("Attestation"), enclave("EnclaveProtocol"), enclave("X509Core"), logging,
                asn1, x509, .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        // Intel's and AMD's services as they were recorded, for tests of the collateral cache.
        .target(
            name: "PCSStandIn",
            dependencies: ["ServiceKit", hummingbird, httpTypes, logging, nio, lifecycle],
            path: "Tests/PCSStandIn", swiftSettings: settings),
        // That stand-in as a program, and a load for the cache, for tests/system.
        .executableTarget(
            name: "collateral-peer",
            dependencies: ["PCSStandIn", "ServiceKit", argumentParser, httpClient, logging, nio, nioHTTP1, nioSSL],
            path: "Tests/CollateralPeer", swiftSettings: settings),
        // The load behind the figures of Benchmarks/issuer.sh.
        .executableTarget(
            name: "issuer-load",
            dependencies: [
                "CertificateIssuer", "Kubernetes", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/IssuerLoad", swiftSettings: settings),
        .testTarget(
            name: "ServiceKitTests",
            dependencies: ["ServiceKit", "Telemetry", logging],
            swiftSettings: settings),
        .testTarget(
            name: "CollateralCacheTests",
            dependencies: [
                "CollateralCache", "PCSStandIn", "ServiceKit", "Telemetry", enclave("Attestation"),
                enclave("X509Core"), httpClient, crypto, hummingbird, httpTypes, logging, nio, lifecycle,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            exclude: ["Vectors"], swiftSettings: settings),
        // A KMIP server that says what a test wants, and one that holds keys.
        .target(
            name: "KMIPStandIn",
            dependencies: ["KMIP", "TTLV", crypto, nio, nioPosix, nioSSL, asn1, x509],
            path: "Tests/KMIPStandIn", swiftSettings: settings),
        .testTarget(
            name: "KMIPTests",
            dependencies: ["KMIP", "KMIPStandIn", "TTLV", crypto],
            swiftSettings: settings),
        .testTarget(
            name: "KMSPluginTests",
            dependencies: [
                "KMIP", "KMIPStandIn", "KMSPlugin", "EnclaveClient", "FakeEnclave", "ServiceKit", "Telemetry",
                enclave("EnclaveProtocol"), crypto, grpc, logging, nio, lifecycle,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DomainHistoryTests", dependencies: ["DomainHistory", enclave("EnclaveProtocol")],
            swiftSettings: settings),
        .testTarget(
            name: "DomainRelayTests",
            dependencies: [
                "DomainRelay", "EnclaveClient", "FakeEnclave", "Kubernetes", "KubernetesDouble", "ServiceKit",
                "Telemetry",
                enclave("EnclaveProtocol"), logging, nio, nioPosix, lifecycle,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EnclaveClientTests",
            dependencies: [
                "EnclaveClient", "FakeEnclave", enclave("EnclaveProtocol"), enclave("SealedSession"), crypto, x509,
                asn1,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CasemateTests",
            dependencies: [
                "CasemateCommands", "EnclaveClient", "FakeEnclave", "Kubernetes", "KubernetesDouble",
                enclave("Attestation"), enclave("EnclaveProtocol"), enclave("X509Core"), argumentParser, crypto, asn1,
                x509,
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
