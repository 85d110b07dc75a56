internal import EnclaveClient
internal import NIOCore

/// Lets who wants to join through to one listener of the enclave, byte for byte: the sealed session goes from end to end,
/// and what may be asked is what the enclave's policy allows that listener's identity.
struct JoinGate: Sendable {
    let listener: EnclaveAddress

    func serve(_ connection: ServedConnection) async throws {
        let enclave = try await Transport.bytes.connect(to: listener)
        try await enclave.executeThenClose { answers, requests in
            try await withThrowingTaskGroup { group in
                group.addTask {
                    for try await bytes in connection.inbound { try await requests.write(bytes) }
                }
                group.addTask {
                    for try await bytes in answers { try await connection.outbound.write(bytes) }
                }
                // Whichever side ends first ends both.
                try await group.next()
                group.cancelAll()
            }
        }
    }
}
