internal import EnclaveProtocol

/// Counters in a TPM 2.0: made, read and raised so that nothing between here and the TPM can pretend an answer.
///
/// Each operation has a session of its own, in which the index's secret is the key; what the first of all, making the
/// index, must tell the TPM goes encrypted to the TPM's endorsement key. One operation at a time.
package struct TPMCounter: Sendable {
    private let client: TPMClient

    package init(_ transport: any TPMTransport, random: @escaping @Sendable (Int) -> [UInt8]) {
        client = TPMClient(transport: transport, random: random)
    }

    /// Makes the index and counts once; an index of the same form that stood there is removed first.
    ///
    /// The value is what this TPM begins with: above that of every counter it ever had. The owner's and the endorsement
    /// hierarchy's passwords must be empty, as they are unless somebody set them.
    /// - Returns: the value, and SHA-256 of the endorsement key's SubjectPublicKeyInfo.
    package func make(_ index: CounterIndex) throws(TPMError) -> (value: UInt64, key: [UInt8]) {
        try removeLeftover(index)
        let key = try client.endorsementKey()
        defer { client.flush(key.handle) }
        let fingerprint = try key.fingerprint
        try define(index, under: key)
        return (try count(index, isFirst: true), fingerprint)
    }

    /// The counter's value.
    package func value(of index: CounterIndex) throws(TPMError) -> UInt64 {
        try client.withSession { (session) throws(TPMError) in try read(index, in: &session) }
    }

    /// Counts once.
    /// - Returns: the value then.
    package func increment(_ index: CounterIndex) throws(TPMError) -> UInt64 { try count(index, isFirst: false) }

    private func count(_ index: CounterIndex, isFirst: Bool) throws(TPMError) -> UInt64 {
        try client.withSession { (session) throws(TPMError) in
            let name = index.name(isWritten: !isFirst)
            let command = TPMCommand(code: .increment, handles: [index.handle, index.handle])
            let use = HMACSession.Use(names: [name, name], secret: index.secret)
            _ = try TPMError.ofIndex { () throws(TPMError) in try client.run(command, use, in: &session) }
            return try read(index, in: &session)
        }
    }

    private func read(_ index: CounterIndex, in session: inout HMACSession) throws(TPMError) -> UInt64 {
        var parameters = WireWriter()
        parameters.uint16(CounterIndex.dataLength)
        parameters.uint16(0)
        let name = index.name(isWritten: true)
        let command = TPMCommand(code: .read, handles: [index.handle, index.handle], parameters: parameters.bytes)
        let use = HMACSession.Use(names: [name, name], secret: index.secret)
        let answer = try TPMError.ofIndex { () throws(TPMError) in try client.run(command, use, in: &session) }
        return try TPMError.reading { () throws(WireError) in
            var reader = WireReader(answer)
            var data = WireReader(try reader.sized())
            try reader.finish()
            let value = try data.uint64()
            try data.finish()
            return value
        }
    }

    private func define(_ index: CounterIndex, under key: EndorsementKey) throws(TPMError) {
        try client.withSession(saltedTo: key) { (session) throws(TPMError) in
            var parameters = WireWriter()
            parameters.sized(index.secret)
            parameters.sized(index.publicArea(isWritten: false))
            let command = TPMCommand(code: .defineSpace, handles: [TPMHandle.owner], parameters: parameters.bytes)
            let use = HMACSession.Use(
                names: [TPMHandle.name(of: TPMHandle.owner)], secret: [], encrypts: true)
            _ = try client.run(command, use, in: &session)
        }
    }

    private func removeLeftover(_ index: CounterIndex) throws(TPMError) {
        let answer: [UInt8]
        do throws(TPMError) {
            answer = try client.run(TPMCommand(code: .readPublic, handles: [index.handle]))
        } catch .refused(let code) where code.kind == .noHandle { return }
        let area = try TPMError.reading { () throws(WireError) in
            var reader = WireReader(answer)
            return try reader.sized()
        }
        guard [true, false].contains(where: { index.publicArea(isWritten: $0) == area }) else { throw .occupied }
        try client.runAsOwner(TPMCommand(code: .undefineSpace, handles: [TPMHandle.owner, index.handle]))
    }
}

extension TPMError {
    /// Runs a command on an index; the codes that tell that it is not there, or another, become errors of their own.
    fileprivate static func ofIndex<Value>(_ body: () throws(TPMError) -> Value) throws(TPMError) -> Value {
        do {
            return try body()
        } catch .refused(let code) {
            switch code.kind {
            case .noHandle: throw .noIndex
            case .wrongAuthorization, .badAuthorization, .wrongAttributes, .noOwnership, .neverWritten:
                throw .otherIndex
            default: throw .refused(code)
            }
        }
    }
}
