internal import EnclaveProtocol

/// A JSON value and the signature over its bytes as they were received; never encoded again.
struct SignedText: Sendable {
    /// The signed value.
    var value: JSONValue
    /// r ‖ s.
    var signature: [UInt8]
    /// Begins its sentences: "The TCB info".
    let what: String

    /// - Parameters:
    ///   - text: The signed value itself, or an object that has it under `envelope` and perhaps its `signature`.
    ///   - signature: 128 hexadecimal digits; nil where the envelope brings them.
    init(
        _ text: [UInt8], envelope: String, what: String, signature: [UInt8]?
    ) throws(AppraisalError) {
        self.what = what
        let root = try AppraisalError.readingJSON(what) { () throws(JSONError) in
            try JSONDocument(text.trimmingNULs).root
        }
        value = root[envelope] ?? root
        guard let digits = signature ?? root["signature"]?.stringBytes.map(Array.init) else {
            throw AppraisalError(.missingCollateral, "\(what) comes without its signature.")
        }
        guard let bytes = Hex.decode(String(decoding: digits.trimmingNULs, as: UTF8.self)), bytes.count == 64 else {
            throw AppraisalError(.malformedCollateral, "\(what) has a signature that is not 128 hexadecimal digits.")
        }
        self.signature = bytes
    }

    func verify(by key: P256Key) throws(AppraisalError) {
        guard key.isValid(raw: signature[...], over: value.bytes) else {
            throw AppraisalError(.badSignature, "\(what) does not carry the signature of its issuer.")
        }
    }
}

extension [UInt8] {
    /// Without the NULs that C strings and buffers end in.
    var trimmingNULs: [UInt8] {
        last == 0 ? Array(self[..<(lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)]) : self
    }
}
