internal import EnclaveProtocol

/// Handles that every TPM has; Part 2, clause 7.4.
enum TPMHandle {
    static let owner: UInt32 = 0x4000_0001
    static let none: UInt32 = 0x4000_0007
    static let password: UInt32 = 0x4000_0009
    static let endorsement: UInt32 = 0x4000_000B

    /// Where a list of handles of a kind begins.
    static let firstSession: UInt32 = 0x0200_0000
    static let firstTransient: UInt32 = 0x8000_0000

    /// What stands for a fixed handle where a name is asked for; Part 1, clause 16.
    static func name(of handle: UInt32) -> [UInt8] {
        var name: [UInt8] = []
        name.append(bigEndian: handle)
        return name
    }
}

/// Algorithms by number; Part 2, clause 6.3.
enum TPMAlgorithm {
    static let aes: UInt16 = 0x0006
    static let xor: UInt16 = 0x000A
    static let sha256: UInt16 = 0x000B
    static let none: UInt16 = 0x0010
    static let ecc: UInt16 = 0x0023
    static let cfb: UInt16 = 0x0043
}
