internal import EnclaveProtocol

/// One entry as it stands in the journal and in an export: a compact JSON object, number and time first, the hash of the
/// sealed payload last.
package struct AuditLine: Sendable, Equatable {
    package let number: UInt64
    package let entry: AuditEntry
    /// SHA-256 of the sealed payload.
    package let payload: Hash256

    private static let payloadName = Array(",\"payload\":\"".utf8)
    static let suffixLength = 12 + 64 + 2

    /// Appends everything before the payload's hash, which is what the seal binds.
    static func writePrefix(_ number: UInt64, _ entry: AuditEntry, to bytes: inout [UInt8]) {
        var writer = JSONWriter(bytes)
        bytes = []
        writer.open()
        writer.field("number", number)
        writer.field("time", time: entry.time)
        writer.field("identity", entry.identity)
        writer.field("tenant", entry.tenant)
        writer.field("operation", entry.operation)
        writer.field("key", entry.key)
        writer.field("name", entry.name)
        writer.field("outcome", entry.outcome)
        writer.field("count", entry.count)
        if let certificate = entry.certificate { write(certificate, &writer) }
        writer.field("detail", entry.detail)
        writer.field("segment", entry.segment)
        if let checkpoint = entry.checkpoint { write(checkpoint, &writer) }
        if let change = entry.change { write(change, &writer) }
        bytes = writer.bytes
    }

    /// Appends the payload's hash and ends the object.
    static func writeSuffix(_ payload: Hash256, to line: inout [UInt8]) {
        line += payloadName
        payload.appendHex(to: &line)
        line.append(UInt8(ascii: "\""))
        line.append(UInt8(ascii: "}"))
    }

    static func endsWith(_ payload: Hash256, _ line: [UInt8]) -> Bool {
        guard line.count > suffixLength else { return false }
        var suffix: [UInt8] = []
        suffix.reserveCapacity(suffixLength)
        writeSuffix(payload, to: &suffix)
        return line[(line.count - suffixLength)...] == suffix[...]
    }

    /// The payload hash a line ends with, or nil.
    static func payload(_ line: [UInt8]) -> Hash256? {
        let text = String(decoding: line.suffix(suffixLength).dropFirst(payloadName.count).dropLast(2), as: UTF8.self)
        guard let hash = Hex.canonical(text).flatMap({ Hash256($0) }), endsWith(hash, line) else { return nil }
        return hash
    }

    /// Whether a line begins as entry `number` must.
    static func begins(_ number: UInt64, _ line: [UInt8]) -> Bool {
        line.starts(with: Array("{\"number\":\(number),\"time\":\"".utf8))
    }

    /// The time of a line that begins as entry `number` must.
    static func time(_ number: UInt64, _ line: [UInt8]) -> Int64? {
        guard begins(number, line) else { return nil }
        let start = "{\"number\":\(number),\"time\":\"".utf8.count
        return AuditTime.parse(line.dropFirst(start).prefix(AuditTime.length))
    }

    private static func write(_ certificate: AuditCertificate, _ writer: inout JSONWriter) {
        writer.name("certificate")
        writer.open()
        writer.field("serial", certificate.serial)
        writer.field("subject", certificate.subject)
        writer.field("names", list: certificate.names)
        writer.field("notBefore", time: certificate.notBefore)
        writer.field("notAfter", time: certificate.notAfter)
        writer.field("requester", certificate.requester)
        writer.field("fingerprint", certificate.fingerprint)
        writer.field("issuer", certificate.issuer)
        writer.close()
    }

    private static func write(_ change: AuditChange, _ writer: inout JSONWriter) {
        writer.name("change")
        writer.open()
        writer.field("number", change.number)
        writer.field("lead", change.lead)
        writer.field("digest", change.digest)
        writer.close()
    }

    private static func write(_ checkpoint: AuditCheckpoint, _ writer: inout JSONWriter) {
        writer.name("checkpoint")
        writer.open()
        writer.field("chain", checkpoint.chain.hex)
        writer.field("signature", base64: checkpoint.signature)
        writer.field("algorithm", checkpoint.algorithm.rawValue)
        writer.field("publicKey", base64: checkpoint.publicKey)
        writer.field("development", flag: checkpoint.development)
        writer.close()
    }
}

extension AuditLine {
    static func isEntry(_ line: [UInt8]) -> Bool { line.starts(with: "{\"number\":".utf8) }
}
