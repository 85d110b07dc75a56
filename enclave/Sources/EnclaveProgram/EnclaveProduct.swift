package import EnclaveProtocol
package import TEEPlatform

/// What one of the enclave's programs is, apart from the others: options of its own and the platform it stands on.
package protocol EnclaveProduct: Sendable {
    /// What `prepare` finds.
    associatedtype Preparation: Sendable

    /// The options' values before any is read.
    init()

    /// The program's name.
    static var name: String { get }
    /// The manual above the options: synopsis and what the program is.
    static var manual: String { get }
    /// The options other programs do not have.
    static var options: [EnclaveOption<Self>] { get }
    /// Directories it reads and writes in beside the state, once it runs.
    static var directories: [String] { get }
    /// Linux itself is below, so that the process can be hardened and confined.
    static var isOnLinux: Bool { get }

    /// The state is made for development.
    var isDevelopment: Bool { get }
    /// The word of `status` for where keys live, when it is not the heap's own.
    var memoryWord: String? { get }

    /// Throws what the options do not allow together with this state directory.
    func check(state: String) throws(OptionError)
    /// The start's slow work that touches no key; it runs beside the self-tests.
    func prepare() throws(Refusal) -> Preparation
    /// Finds or sets up the platform; `mayCreate` while there is no state yet.
    func openPlatform(_ preparation: Preparation, state: String, mayCreate: Bool) throws(Refusal) -> OpenPlatform
}

/// A platform and what a start says of it.
package struct OpenPlatform: Sendable {
    package let platform: any TEEPlatform
    /// Facts for `status`, beside those of every enclave.
    package var facts: [StatusFact] = []
    /// Lines for the log: a message, and a name and value for more.
    package var notices: [(message: String, name: String, value: String)] = []

    package init(_ platform: any TEEPlatform) { self.platform = platform }
}
