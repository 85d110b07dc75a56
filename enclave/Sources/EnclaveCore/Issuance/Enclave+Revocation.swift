internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import X509Core

extension Enclave {
    private static let week: Int64 = 7 * 86_400
    /// Expired serials forgotten with one list, so that its record stays small.
    private static let droppedAtOnce = 256

    /// Keeps a serial as revoked until its authority's certificate ends.
    func revoke(_ request: CARevoke, _ caller: Caller) throws(Refusal) -> Answered<Empty> {
        let authority = try authority(request.name, for: caller)
        let issuing = try authority.active()
        let serial = Array(request.serial.drop { $0 == 0 })
        guard (1...20).contains(serial.count) else {
            throw Refusal(.invalidArgument, "a serial has 1 to 20 bytes", remedy: "See `casemate ca issued`.")
        }
        guard RevokedCertificate.Reason(rawValue: request.reason) != nil, request.reason != 8 else {
            throw Refusal(.invalidArgument, "there is no revocation reason \(request.reason)")
        }
        return try state.withLock { state throws(Refusal) in
            let record = RevocationRecord(
                authority: authority.record.keyID, serial: serial, date: seconds(&state), reason: request.reason,
                expires: issuing.content.notAfter)
            let event = AuditEvent(
                caller, key: authority.record.keyID, name: request.name,
                detail: "serial \(Hex.encode(serial)) reason \(request.reason)")
            return Answered(Empty(), after: try append(event, [Mutation(record.slot, record.encoded)], to: &state))
        }
    }

    /// Signs the list of what is revoked, under a number that rises by one each time.
    func revocationList(_ request: CARevocationList, _ caller: Caller) throws(Refusal) -> Answered<Blob> {
        let authority = try authority(request.name, for: caller)
        let issuing = try authority.active()
        guard (0...100 * 365 * 86_400).contains(request.lifetime) else {
            throw Refusal(.invalidArgument, "a list's lifetime is between a second and a hundred years")
        }
        let clock = try issuanceTime()
        let revocations = try all(of: .revocation, as: RevocationRecord.self)
            .filter { $0.authority == authority.record.keyID }
        let expired = revocations.filter { $0.expires < clock.now }
        let (number, record) = try nextListNumber(request.name, dropping: expired, caller)
        let unsigned = try Refusal.mapping { () throws(X509Error) in
            try RevocationListBuilder.list(
                of: revocations.filter { $0.expires >= clock.now }.map { $0.listed }, number: record.crlNumber,
                authority: issuing, clock: clock,
                lifetime: request.lifetime == 0 ? Self.week : request.lifetime)
        }
        return Answered(Blob(try authority.key.sign(unsigned)), after: number)
    }

    /// Counts the list, and forgets some serials whose certificates have expired.
    private func nextListNumber(
        _ name: String, dropping expired: [RevocationRecord], _ caller: Caller
    ) throws(Refusal) -> (UInt64, AuthorityRecord) {
        try state.withLock { state throws(Refusal) in
            var record = try loadAuthority(name, tenant: caller.tenant).record
            record.crlNumber += 1
            let event = AuditEvent(caller, key: record.keyID, name: name, detail: "list \(record.crlNumber)")
            let dropped = expired.prefix(Self.droppedAtOnce).map { Mutation($0.slot, nil) }
            return (try put(record, event, extra: dropped, to: &state), record)
        }
    }
}

extension RevocationRecord {
    fileprivate var slot: RecordSlot {
        RecordKind.revocation.slot(authority.description, Hex.encode(serial))
    }

    fileprivate var listed: RevokedCertificate {
        RevokedCertificate(serial: serial, date: date, reason: .init(rawValue: reason) ?? .unspecified)
    }
}
