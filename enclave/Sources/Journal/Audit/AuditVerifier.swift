/// Checks an audit export line by line: numbering, chain and checkpoint signatures. Needs no enclave and no secret.
///
/// The input is one export or archive, or several in order, each beginning with its header line. Feed it in pieces of
/// any size; memory stays bounded by one line. Whose key signed is the caller's question: see `AuditReport.signers`.
public struct AuditVerifier: Sendable {
    private var report = AuditReport()
    private var line: [UInt8] = []
    private var lineNumber = 0
    private var identity: JournalIdentity?
    private var chain = Hash256.zero
    private var next: UInt64 = 0

    /// A verifier that has seen nothing.
    public init() {}

    /// Takes the next bytes of the input. After a fault, what follows is passed over.
    public mutating func consume(_ bytes: some Sequence<UInt8>) {
        guard report.ok else { return }
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                guard line.count <= Frame.largestEntry else { return fail("the line is too long", at: lineNumber + 1) }
                continue
            }
            endLine()
            guard report.ok else { return }
        }
    }

    /// The result; a last line without a line end counts.
    public mutating func finish() -> AuditReport {
        if report.ok, !line.isEmpty { endLine() }
        if report.ok, identity == nil { fail("there is no header line") }
        return report
    }

    private mutating func endLine() {
        lineNumber += 1
        if AuditLine.isEntry(line) { takeEntry() } else { takeHeader() }
        line.removeAll(keepingCapacity: true)
    }

    private mutating func takeHeader() {
        switch AuditHeader.read(line) {
        case .none: fail("it is neither an entry nor a header line")
        case .newer(let version): fail("format version \(version) is newer than this program reads")
        case .header(let header):
            if let identity {
                guard header.identity == identity else { return fail("the header names another enclave") }
                guard header.first == next else { return fail("the header begins at \(header.first)") }
                guard header.chain == chain else { return fail("the header's chain is not the one before it") }
            }
            identity = header.identity
            chain = header.chain
            next = header.first
        }
    }

    private mutating func takeEntry() {
        guard let identity else { return fail("there is no header line before it") }
        guard let parsed = AuditLine(line) else { return fail("it is not an audit entry") }
        guard parsed.number == next else { return fail("the number is \(parsed.number), expected \(next)") }
        guard AuditLine.endsWith(parsed.payload, line) else { return fail("the payload hash is not its last field") }
        if let checkpoint = parsed.entry.checkpoint {
            guard checkpoint.chain == chain else { return fail("the checkpoint signs another chain") }
            guard checkpoint.verifies(identity, number: next) else {
                return fail("the checkpoint's signature is wrong")
            }
            count(checkpoint)
        }
        chain = AuditChain.next(chain, line, parsed.payload)
        report.first = report.first ?? next
        report.last = next
        report.entries += 1
        next += 1
    }

    private mutating func count(_ checkpoint: AuditCheckpoint) {
        report.checkpoints += 1
        report.lastSigned = report.last
        report.development = report.development || checkpoint.development
        if !report.signers.contains(checkpoint.publicKey) { report.signers.append(checkpoint.publicKey) }
    }

    private mutating func fail(_ reason: String, at line: Int? = nil) {
        report.firstBad = AuditReport.Fault(line: line ?? lineNumber, number: next, reason: reason)
    }
}
