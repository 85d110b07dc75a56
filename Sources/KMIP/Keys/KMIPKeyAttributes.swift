internal import TTLV

/// What the server says about a key. Dates are seconds since 1970.
package struct KMIPKeyAttributes: Equatable, Sendable {
    package let identifier: KMIPIdentifier
    package var names: [String] = []
    package var state: KMIPKeyState?
    /// The standard's number; 3 is AES.
    package var algorithm: UInt32?
    /// In bits.
    package var length: Int32?
    package var usage: KMIPUsageMask = []
    package var initialDate: Int64?
    package var activationDate: Int64?
    package var deactivationDate: Int64?
    package var processStartDate: Int64?
    package var protectStopDate: Int64?
    package var compromiseDate: Int64?
    package var compromiseOccurrenceDate: Int64?

    package init(identifier: KMIPIdentifier) { self.identifier = identifier }

    /// Reads the answer to `Get Attributes`.
    init(_ response: KMIPResponse) throws(KMIPError) {
        self.init(identifier: try response.identifier)
        for item in KMIPAttribute.items(in: response.payload) { try take(item) }
    }

    private mutating func take(_ item: TTLVItem) throws(KMIPError) {
        switch item.tag {
        case .name: item[.nameValue]?.text.map { names.append($0) }
        case .state:
            guard let state = item.enumeration.flatMap(KMIPKeyState.init) else {
                throw .unexpected("the key \(identifier) has a state that the standard does not know")
            }
            self.state = state
        case .cryptographicAlgorithm: algorithm = item.enumeration
        case .cryptographicLength: length = item.integer
        case .cryptographicUsageMask: usage = KMIPUsageMask(rawValue: item.integer ?? 0)
        case .initialDate: initialDate = item.dateTime
        case .activationDate: activationDate = item.dateTime
        case .deactivationDate: deactivationDate = item.dateTime
        case .processStartDate: processStartDate = item.dateTime
        case .protectStopDate: protectStopDate = item.dateTime
        case .compromiseDate: compromiseDate = item.dateTime
        case .compromiseOccurrenceDate: compromiseOccurrenceDate = item.dateTime
        default: break
        }
    }

    /// Newest first; of one second, the last identifier.
    static func isNewer(_ left: Self, _ right: Self) -> Bool {
        (left.initialDate ?? 0, left.identifier.text) > (right.initialDate ?? 0, right.identifier.text)
    }
}
