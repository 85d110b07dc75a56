/// What a key may be used for (KMIP 2.0 §12.2), as far as it concerns a key that encrypts keys.
package struct KMIPUsageMask: OptionSet, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let encrypt = Self(rawValue: 0x04)
    package static let decrypt = Self(rawValue: 0x08)
    package static let wrap = Self(rawValue: 0x10)
    package static let unwrap = Self(rawValue: 0x20)
    static let all: Self = [.encrypt, .decrypt, .wrap, .unwrap]
}
