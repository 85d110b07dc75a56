package import Crypto
internal import TTLV

/// A key as `Get` gave it.
package enum KMIPKeyMaterial: Sendable {
    /// In clear: this process holds the key. The memory is wiped when the value is let go of.
    case clear(SymmetricKey)
    /// Under AES key wrap (RFC 3394) of the wrapping key that was asked for.
    case wrapped([UInt8])
}

extension KMIPKeyMaterial {
    private static let symmetricKey: UInt32 = 2
    private static let rawFormat: UInt32 = 1
    private static let encryptMethod: UInt32 = 1
    private static let keyLength = 32
    private static let wrappedLength = 40

    /// Reads the answer to `Get` of that key; wrapped by `wrapper` and no other when one was asked for.
    init(_ response: KMIPResponse, of identifier: KMIPIdentifier, wrappedBy wrapper: KMIPIdentifier?) throws(KMIPError)
    {
        guard try response.identifier == identifier,
            response.payload[.objectType]?.enumeration == Self.symmetricKey,
            let block = response.payload[.symmetricKey]?[.keyBlock]
        else { throw .unexpected("it is not the symmetric key \(identifier)") }
        guard block[.keyFormatType]?.enumeration == Self.rawFormat,
            let material = block[.keyValue]?[.keyMaterial]?.bytes
        else { throw .unexpected("the key \(identifier) is not in raw format") }
        if let wrapper {
            self = .wrapped(try Self.wrapped(material, block, by: wrapper))
        } else {
            guard block[.keyWrappingData] == nil else { throw .unexpected("the key \(identifier) is wrapped") }
            guard material.count == Self.keyLength else {
                throw .unexpected("the key \(identifier) has \(material.count) bytes, not \(Self.keyLength)")
            }
            self = .clear(material.withBytes { bytes in bytes.withUnsafeBytes { SymmetricKey(data: $0) } })
        }
    }

    private static func wrapped(
        _ material: SecretBytes, _ block: TTLVItem, by wrapper: KMIPIdentifier
    ) throws(KMIPError) -> [UInt8] {
        guard let data = block[.keyWrappingData], data[.wrappingMethod]?.enumeration == encryptMethod,
            data[.encryptionKeyInformation]?[.uniqueIdentifier]?.text == wrapper.text
        else { throw .unexpected("the key is not wrapped by \(wrapper), as was asked") }
        guard material.count == wrappedLength else {
            throw .unexpected("a wrapped key has \(material.count) bytes, not \(wrappedLength)")
        }
        return material.withBytes { bytes in bytes.withUnsafeBytes { [UInt8]($0) } }
    }
}
