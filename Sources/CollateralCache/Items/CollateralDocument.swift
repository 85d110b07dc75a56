/// A document as it was received: its exact bytes, the headers that belong to it, and until when it holds.
package struct CollateralDocument: Sendable, Equatable {
    /// A response header, named as upstream spells it.
    package struct Header: Sendable, Equatable, Codable {
        package let name: String
        package let value: String
    }

    package let body: [UInt8]
    package let headers: [Header]
    /// When it was received, seconds since 1970.
    package let fetched: Int64
    /// After this time its own signer no longer stands by it, seconds since 1970.
    package let expires: Int64

    /// The value of a header, whatever the case of its name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
