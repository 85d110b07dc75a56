internal import TTLV

/// The attributes of a key that decide whether it may be used, by the name of 1.x and by the tag of 2.x.
enum KMIPAttribute: String, Sendable, CaseIterable {
    case name = "Name"
    case objectType = "Object Type"
    case state = "State"
    case algorithm = "Cryptographic Algorithm"
    case length = "Cryptographic Length"
    case usageMask = "Cryptographic Usage Mask"
    case initialDate = "Initial Date"
    case activationDate = "Activation Date"
    case deactivationDate = "Deactivation Date"
    case processStartDate = "Process Start Date"
    case protectStopDate = "Protect Stop Date"
    case compromiseDate = "Compromise Date"
    case compromiseOccurrenceDate = "Compromise Occurrence Date"

    var tag: TTLVTag {
        switch self {
        case .name: .name
        case .objectType: .objectType
        case .state: .state
        case .algorithm: .cryptographicAlgorithm
        case .length: .cryptographicLength
        case .usageMask: .cryptographicUsageMask
        case .initialDate: .initialDate
        case .activationDate: .activationDate
        case .deactivationDate: .deactivationDate
        case .processStartDate: .processStartDate
        case .protectStopDate: .protectStopDate
        case .compromiseDate: .compromiseDate
        case .compromiseOccurrenceDate: .compromiseOccurrenceDate
        }
    }

    /// What `Get Attributes` is asked for.
    static let asked = allCases.filter { $0 != .objectType }

    /// The attribute with its value, as the version writes it.
    func item(_ value: TTLVItem.Value, version: KMIPVersion) -> TTLVItem {
        guard !version.hasTaggedAttributes else { return TTLVItem(tag, value) }
        return TTLVItem(
            .attribute,
            .structure([TTLVItem(.attributeName, .textString(rawValue)), TTLVItem(.attributeValue, value)]))
    }

    /// The attribute's name where only that is given.
    func reference(version: KMIPVersion) -> TTLVItem {
        version.hasTaggedAttributes
            ? TTLVItem(.attributeReference, .enumeration(tag.rawValue))
            : TTLVItem(.attributeName, .textString(rawValue))
    }

    /// The attributes in a payload of either form, each as its tag and value; those nobody knows are left out.
    static func items(in payload: TTLVItem) -> [TTLVItem] {
        let named = payload.all(.attribute).compactMap { attribute -> TTLVItem? in
            guard let name = attribute[.attributeName]?.text, let known = Self(rawValue: name),
                let value = attribute[.attributeValue]?.value
            else { return nil }
            return TTLVItem(known.tag, value)
        }
        return named + (payload[.attributes]?.children ?? [])
    }
}

extension TTLVItem.Value {
    /// The value of a `Name` attribute: text without a meaning of its own.
    static func objectName(_ name: String) -> Self {
        .structure([TTLVItem(.nameValue, .textString(name)), TTLVItem(.nameType, .enumeration(1))])
    }
}
