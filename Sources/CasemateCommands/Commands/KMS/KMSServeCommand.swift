internal import ArgumentParser
internal import Glibc
internal import KMSPlugin
internal import ServiceKit

struct KMSServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the Kubernetes KMS plugin API with a key that only the enclave holds.",
        discussion: """
            Speaks versions v2 and v1beta1 of the API on one Unix socket, mode 0600. The key has the purpose wrap:
              casemate key generate NAME --purpose wrap

            `casemate key rotate NAME` begins a new key id; older versions go on opening. To change to another key, give \
            it as --key and the old one as --previous-key.

            Status fails, and /readyz says why, when no round trip through the enclave succeeded in the last 10 s. \
            SIGTERM finishes open calls. SIGHUP looks the keys up again, also where a name means another key now.

            With --provider the keys come from elsewhere, and the enclave holds them as NAME.REFERENCE. Without it a backup \
            or recovery set must be younger than the key's newest version: else the program ends at its start, unless \
            --accept-loss says that every secret may be lost with the enclave. So back up after each rotation: while the \
            program runs it only warns.

            Example:
              casemate kms --key cluster --listen unix:///run/casemate-kms/kms.sock --http 127.0.0.1:8790
            """)

    @Option(help: "The key that encrypts: name or id.") var key: KeyReference
    @Option(help: "Where kube-apiserver connects: unix:///PATH.") var listen: SocketEndpoint
    @Option(help: "A key that only decrypts, from before it was replaced; repeatable.")
    var previousKey: [KeyReference] = []
    @Option(
        name: .customLong("allow-uid"),
        help: ArgumentHelp(
            "A user whose processes may connect; repeatable. Unless given: root and the plugin's own.",
            valueName: "uid"))
    var allowedUsers: [UInt32] = []
    @Option(help: ArgumentHelp("Decrypt calls a minute that raise an alarm beyond.", valueName: "count"))
    var decryptAlarm = DecryptLimits().alarm
    @Option(
        help: ArgumentHelp("Decrypt calls a minute that are refused beyond; never unless given.", valueName: "count"))
    var decryptLimit: Int?
    @Option(help: ArgumentHelp("Where keys come from that are not made in the enclave (JSON).", valueName: "file"))
    var provider: String?
    @Option(help: "How long a remote source's keys are used without a word from it.") var lease = TimeSpan(
        seconds: 86_400)
    @Option(help: ArgumentHelp("Where what a remote source said last is kept.", valueName: "file"))
    var leaseRecord = "/var/lib/casemate-kms/lease.json"
    @Option(help: "Rotate the key when its newest version is this old.") var rotateEvery: TimeSpan?
    @Flag(help: "Serve also with a key whose newest version is in no backup.") var acceptLoss = false
    @Flag(help: ArgumentHelp("Leave freed memory as it is; for comparison in tests.", visibility: .private))
    var keepFreedMemory = false
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard decryptAlarm > 0, decryptLimit ?? 1 > 0 else {
            throw ValidationError("A count of calls is 1 or more.")
        }
        guard provider == nil || (rotateEvery == nil && previousKey.isEmpty) else {
            throw ValidationError("With --provider the source says when a key changes and which are older.")
        }
        guard rotateEvery?.seconds ?? 1 > 0, lease.seconds > 0 else {
            throw ValidationError("A time is 1 s or more.")
        }
    }

    func run() async throws {
        var configuration = KMSConfiguration(
            enclave: try enclave.resolved(),
            keys: KeyNames(current: key.selector, previous: previousKey.map(\.selector)), socketPath: listen.path,
            allowedUsers: allowedUsers.isEmpty ? [0, geteuid()] : Set(allowedUsers))
        configuration.connection = try await enclave.configuration()
        configuration.decryptLimits.alarm = decryptAlarm
        configuration.decryptLimits.refusal = decryptLimit
        configuration.source = try provider.map { try ProviderFile(path: $0) }
        configuration.lease = .seconds(lease.seconds)
        configuration.leaseRecord = leaseRecord
        configuration.rotationPeriod = rotateEvery.map(\.seconds)
        configuration.acceptsLoss = acceptLoss
        configuration.keepsFreedMemory = keepFreedMemory
        configuration.service = service.configuration
        try await KMSDaemon(configuration).run()
    }
}

/// `unix:///PATH`, as kube-apiserver's configuration writes it.
struct SocketEndpoint: ExpressibleByArgument, Sendable {
    let path: String

    init?(argument: String) {
        guard let path = KMSConfiguration.path(ofEndpoint: argument) else { return nil }
        self.path = path
    }
}
