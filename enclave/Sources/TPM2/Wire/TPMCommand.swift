internal import EnclaveProtocol

/// A command as it goes to the TPM; Part 1, clause 18.
struct TPMCommand {
    /// The nine commands used; Part 2, clause 6.5.
    enum Code: UInt32 {
        case undefineSpace = 0x0000_0122
        case defineSpace = 0x0000_012A
        case createPrimary = 0x0000_0131
        case increment = 0x0000_0134
        case read = 0x0000_014E
        case flushContext = 0x0000_0165
        case readPublic = 0x0000_0169
        case startSession = 0x0000_0176
        case capability = 0x0000_017A
    }

    static let plainTag: UInt16 = 0x8001
    static let sessionTag: UInt16 = 0x8002
    /// Tag, length and code.
    static let headerLength = 10

    let code: Code
    var handles: [UInt32] = []
    var parameters: [UInt8] = []

    /// The whole command; `authorization` is its authorization area, where it has one.
    func encoded(authorization: [UInt8]? = nil) -> [UInt8] {
        var body = WireWriter()
        for handle in handles { body.uint32(handle) }
        if let authorization { body.data(authorization) }
        body.fixed(parameters)
        var writer = WireWriter()
        writer.uint16(authorization == nil ? Self.plainTag : Self.sessionTag)
        writer.uint32(UInt32(Self.headerLength + body.bytes.count))
        writer.uint32(code.rawValue)
        writer.fixed(body.bytes)
        return writer.bytes
    }
}
