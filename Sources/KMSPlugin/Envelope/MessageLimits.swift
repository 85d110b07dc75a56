internal import FoundationEssentials

/// What the API allows in a message, with its boundaries as kube-apiserver draws them.
enum MessageLimits {
    /// Longest key id in bytes; it has at least one.
    static let keyID = 1024
    /// Longest ciphertext in bytes; it has at least one.
    static let ciphertext = 1024
    /// Most bytes that names and values of all annotations have together.
    static let annotations = 32 * 1024
    /// What the enclave's envelope adds to a plaintext: version, key version, salt, tag.
    static let envelopeOverhead = 1 + 4 + 32 + 16
    /// Longest plaintext whose ciphertext keeps its limit.
    static let plaintext = ciphertext - envelopeOverhead

    static func checkPlaintext(_ count: Int) throws(KMSError) {
        guard count <= plaintext else {
            throw KMSError(.invalidRequest, "A plaintext has at most \(plaintext) bytes, this one \(count).")
        }
    }

    static func checkCiphertext(_ count: Int) throws(KMSError) {
        guard (1...ciphertext).contains(count) else {
            throw KMSError(.invalidRequest, "A ciphertext has 1 to \(ciphertext) bytes, this one \(count).")
        }
    }

    /// Version 1 has no limit of its own; this is what the longest plaintext becomes.
    static func checkLegacyCipher(_ count: Int) throws(KMSError) {
        let longest = ciphertext + LegacyCipher.headerLength
        guard (1...longest).contains(count) else {
            throw KMSError(.invalidRequest, "A ciphertext has 1 to \(longest) bytes, this one \(count).")
        }
    }

    static func checkKeyID(_ text: String) throws(KMSError) {
        guard (1...keyID).contains(text.utf8.count) else {
            throw KMSError(.invalidRequest, "A key id has 1 to \(keyID) bytes, this one \(text.utf8.count).")
        }
    }

    static func checkAnnotations(_ values: [String: Data]) throws(KMSError) {
        var total = 0
        for (name, value) in values {
            guard isQualifiedDomain(name) else {
                throw KMSError(
                    .invalidRequest, "The name of an annotation is not a fully qualified domain name.",
                    remedy: "Lower-case labels of letters, digits and hyphens, at least two.")
            }
            total += name.utf8.count + value.count
        }
        guard total <= annotations else {
            throw KMSError(.invalidRequest, "Annotations have at most \(annotations) bytes, these \(total).")
        }
    }

    /// RFC 1123 labels of at most 63 characters, at least two, 253 in all; one dot may follow.
    static func isQualifiedDomain(_ name: String) -> Bool {
        let bare = name.hasSuffix(".") ? name.dropLast() : name[...]
        let labels = bare.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && bare.utf8.count <= 253 && labels.allSatisfy { isLabel($0) }
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(label.count), label.first != hyphen, label.last != hyphen else { return false }
        return label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen: true
            default: false
            }
        }
    }
}
