internal import EnclaveProtocol

/// A JSON text that Intel signs, as received: nothing of it is read before it is asked for.
struct SignedText: Sendable {
    /// The signed value itself, or an object that has it under `envelope` and perhaps its `signature`.
    var text: [UInt8]
    let envelope: String
    /// Begins its sentences: "The TCB info".
    let what: String
    /// r ‖ s; nil where the envelope brings it.
    var signature: [UInt8]?

    /// - Parameter signature: 128 hexadecimal digits, or nil.
    init(
        _ text: [UInt8], envelope: String, what: String, signature: [UInt8]?
    ) throws(AppraisalError) {
        self.text = text
        self.envelope = envelope
        self.what = what
        self.signature = try signature.map { digits throws(AppraisalError) in
            try Self.decode(digits[...], what)
        }
    }

    /// The signed value once `key` is seen to have signed its bytes as they were received; never encoded again.
    func verified(by key: P256Key) throws(AppraisalError) -> JSONValue {
        let root = try AppraisalError.readingJSON(what) { () throws(JSONError) in
            try JSONDocument(text.trimmingNULs).root
        }
        let value = root[envelope] ?? root
        guard key.isValid(raw: try signature(in: root)[...], over: value.bytes) else {
            throw AppraisalError(.badSignature, "\(what) does not carry the signature of its issuer.")
        }
        return value
    }

    private func signature(in root: JSONValue) throws(AppraisalError) -> [UInt8] {
        if let signature { return signature }
        guard let digits = root["signature"]?.stringBytes else {
            throw AppraisalError(.missingCollateral, "\(what) comes without its signature.")
        }
        return try Self.decode(digits, what)
    }

    private static func decode(_ digits: ArraySlice<UInt8>, _ what: String) throws(AppraisalError) -> [UInt8] {
        guard let bytes = Hex.decode(ascii: Array(digits).trimmingNULs[...]), bytes.count == 64 else {
            throw AppraisalError(.malformedCollateral, "\(what) has a signature that is not 128 hexadecimal digits.")
        }
        return bytes
    }
}

extension [UInt8] {
    /// Without the NULs that C strings and buffers end in.
    var trimmingNULs: [UInt8] {
        last == 0 ? Array(self[..<(lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)]) : self
    }
}
