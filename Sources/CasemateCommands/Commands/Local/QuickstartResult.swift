internal import EnclaveProtocol
internal import Glibc
internal import Journal

/// What `quickstart` has done, and the story it tells about it.
struct QuickstartResult: Sendable {
    let authority: CAInfo
    let key: KeyInfo
    let issued: CAIssueAnswer
    let audit: AuditReport
    let status: StatusAnswer

    func report(pid: pid_t, installation: Installation) -> Report {
        let json: JSONValue = [
            "directory": .string(installation.directory),
            "ca": CAReport.json(authority), "leaf": CAIssueCommand.json(issued),
            "key": KeyReport.json(key),
            "platform": .optional(status["platform"]), "memory": .optional(status["memory"]),
            "sealing": .optional(status["sealing"]), "auditEntries": .integer(Int64(clamping: audit.entries)),
        ]
        return Report(json: json, text: story(pid: pid, directory: installation.directory))
    }

    private func story(pid: pid_t, directory: String) -> String {
        """
        A root, a TLS key and a certificate were made in \(directory):

          ca.crt      the root, \(authority.subject)
          leaf.crt    the certificate for \(QuickstartTour.host), serial \(Hex.encode(issued.serial))
          chain.pem   what a server sends
          audit.jsonl \(audit.entries) chained entries, checked here without the enclave

        Who holds the keys: process \(pid), casemate-enclave-software, and nobody else.
        The root's key signs only certificates that its policy allows; the leaf's key
        signs only TLS handshakes. Neither has a way out: this program asked for
        signatures over a socket and saw no key.

        Where: platform \(status["platform"] ?? "software"), memory \(status["memory"] ?? "unknown").

        \(protection)

        What it does not: this is the software platform, in development mode. Root who
        injects code into the process, or whoever reads state/ and sealing.key, has the
        keys; who reads administrator.key can change every policy. On SGX, TDX or
        SEV-SNP hardware takes the place of that trust.

        Try:
          openssl verify -CAfile \(directory)/ca.crt \(directory)/leaf.crt
          casemate audit verify \(directory)/audit.jsonl

        Go on: the enclave of this run has ended, its state is kept. Run
          casemate start --directory \(directory)
        and in another shell, with the export line it prints,
          casemate ca issue \(QuickstartTour.authority) --csr \(directory)/leaf.csr
          casemate status
        """
    }

    private var protection: String {
        switch status["memory"].flatMap(MemoryChoice.init(rawValue:)) {
        case .secret:
            """
            What that protects: the keys are in memory that the kernel has unmapped from
            itself. /proc, debuggers, dumps and swap do not show them, not even to root.
            """
        case .locked:
            """
            What that protects: the keys are neither swapped nor dumped. Root can still read
            this memory; secret memory would prevent that (see `casemate doctor`).
            """
        case .ordinary, nil:
            """
            What that protects: the keys are not dumped. They may be swapped out, and root
            can read this memory; secret memory would prevent both (see `casemate doctor`).
            """
        }
    }
}
