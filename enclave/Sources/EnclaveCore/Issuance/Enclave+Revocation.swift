internal import EnclaveProtocol
internal import Journal
internal import Synchronization
internal import X509Core

extension Enclave {
    private static let week: Int64 = 7 * 86_400

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
            let slot = RecordKind.revocation.slot(authority.record.keyID.description, Hex.encode(serial))
            let event = AuditEvent(
                caller, key: authority.record.keyID, name: request.name,
                detail: "serial \(Hex.encode(serial)) reason \(request.reason)")
            return Answered(Empty(), after: try append(event, [Mutation(slot, record.encoded)], to: &state))
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
        let revoked = try revokedCertificates(of: authority.record.keyID)
        let (number, record) = try nextListNumber(request.name, caller)
        let unsigned = try Refusal.mapping { () throws(X509Error) in
            try RevocationListBuilder.list(
                of: revoked, number: record.crlNumber, authority: issuing, clock: clock,
                lifetime: request.lifetime == 0 ? Self.week : request.lifetime)
        }
        return Answered(Blob(try authority.key.sign(unsigned)), after: number)
    }

    private func nextListNumber(_ name: String, _ caller: Caller) throws(Refusal) -> (UInt64, AuthorityRecord) {
        try state.withLock { state throws(Refusal) in
            var record = try loadAuthority(name, tenant: caller.tenant).record
            record.crlNumber += 1
            let event = AuditEvent(caller, key: record.keyID, name: name, detail: "list \(record.crlNumber)")
            return (try put(record, event, to: &state), record)
        }
    }

    private func revokedCertificates(of authority: Identifier) throws(Refusal) -> [RevokedCertificate] {
        let now = state.withLock { seconds(&$0) }
        return try all(of: .revocation, as: RevocationRecord.self)
            .filter { $0.authority == authority && $0.expires >= now }
            .map { .init(serial: $0.serial, date: $0.date, reason: .init(rawValue: $0.reason) ?? .unspecified) }
    }
}
