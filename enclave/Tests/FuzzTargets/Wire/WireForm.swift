package import EnclaveProtocol

/// One type of the wire as tests and the fuzzer need it: how to make a value and how to read one.
package struct WireForm: Sendable {
    /// The type's name.
    package let name: String
    /// The operation, for a request.
    package let operation: EnclaveOperation?
    /// The bytes of a sampled value.
    package let sample: @Sendable (inout Sampler) -> [UInt8]
    /// Reads bytes and gives what the value read writes.
    package let reread: @Sendable ([UInt8]) -> Result<[UInt8], WireError>

    private init<Value: WireCodable>(
        _ type: Value.Type, operation: EnclaveOperation?, _ make: @escaping @Sendable (inout Sampler) -> Value
    ) {
        name = String(describing: type)
        self.operation = operation
        sample = { make(&$0).encoded }
        reread = { bytes in Result { () throws(WireError) in try Value(decoding: bytes).encoded } }
    }

    package static func request<Request: EnclaveRequest>(
        _ make: @escaping @Sendable (inout Sampler) -> Request
    ) -> WireForm {
        WireForm(Request.self, operation: Request.operation, make)
    }

    package static func answer<Value: WireCodable>(
        _ make: @escaping @Sendable (inout Sampler) -> Value
    ) -> WireForm {
        WireForm(Value.self, operation: nil, make)
    }

    /// Every request and every other value that crosses the wall.
    package static let all = requests + answers + domainAnswers

    /// Samples of this form, the same ones at every call.
    package func samples(_ count: Int) -> [[UInt8]] {
        var sampler = Sampler(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        return (0..<count).map { _ in sample(&sampler) }
    }
}
