/// How a quote names the PCK certificate behind it.
enum CertificationData: Sendable {
    /// Types 1 to 3: the machine by its PPID; the certificate has to come from elsewhere.
    case platform(PlatformReference)
    /// Type 4: the PCK certificate alone.
    case leaf(ArraySlice<UInt8>)
    /// Type 5: leaf, intermediate and root as PEM.
    case chain(ArraySlice<UInt8>)
    /// Type 7: what registers the machine with Intel; no certificate.
    case platformManifest(ArraySlice<UInt8>)

    /// A machine as certification data of types 1 to 3 names it. No signature covers it.
    struct PlatformReference: Sendable {
        let type: Int
        /// In clear for type 1, else encrypted to Intel.
        let ppid: ArraySlice<UInt8>
        let cpuSVN: ArraySlice<UInt8>
        let pceSVN: ArraySlice<UInt8>
        let pceID: ArraySlice<UInt8>
    }

    /// The type's number in the quote.
    var type: Int {
        switch self {
        case .platform(let reference): reference.type
        case .leaf: 4
        case .chain: 5
        case .platformManifest: 7
        }
    }

    /// Reads type, length and data.
    init(from reader: inout QuoteReader) throws(AppraisalError) {
        let type = try reader.uint16("certification data type")
        let length = try reader.uint32("certification data length")
        let range = try reader.take(length, "certification data")
        switch type {
        case 1, 2, 3: self = .platform(try PlatformReference(type: type, bytes: reader.bytes, range))
        case 4: self = .leaf(reader.bytes[range])
        case 5: self = .chain(reader.bytes[range])
        case 7: self = .platformManifest(reader.bytes[range])
        default:
            throw AppraisalError(
                .unsupportedEvidence, "The quote has certification data of type \(type); types 1 to 5 and 7 are known.")
        }
    }
}

extension CertificationData.PlatformReference {
    private static let ppidSizes = [1: 16, 2: 256, 3: 384]

    fileprivate init(type: Int, bytes: [UInt8], _ range: Range<Int>) throws(AppraisalError) {
        var reader = QuoteReader(bytes, range)
        self.type = type
        ppid = try reader.slice(Self.ppidSizes[type] ?? 0, "PPID")
        cpuSVN = try reader.slice(16, "certification data")
        pceSVN = try reader.slice(2, "certification data")
        pceID = try reader.slice(2, "certification data")
        guard reader.isAtEnd else {
            throw AppraisalError(
                .malformedEvidence,
                "The quote's certification data of type \(type) has \(range.count) bytes, more than it should.")
        }
    }
}
