internal import EnclaveProtocol

/// What a request needs before it is looked at.
enum Requirement: Sendable {
    /// Anyone who can connect.
    case connection
    /// The operation in the caller's policy.
    case policy
    /// Administrators' signatures, or a template that the handler looks up.
    case creation
    /// Administrators' signatures.
    case administrator
    /// Administrators' signatures, unless the handler finds that it only narrows.
    case narrowing
    /// Administrators' signatures, unless the domain's policy admits by evidence alone.
    case admission
}

/// An answer and the record it depends on; 0 is none.
struct Answered<Answer: WireCodable>: Sendable {
    let answer: Answer
    let after: UInt64

    init(_ answer: Answer, after: UInt64 = 0) {
        self.answer = answer
        self.after = after
    }
}

/// One row of the dispatch table.
struct Handler: Sendable {
    let requirement: Requirement
    let run: @Sendable (Enclave, Caller, [UInt8]) throws(Refusal) -> Outcome

    /// A handler that answers at once.
    static func now<Request: EnclaveRequest>(
        _ requirement: Requirement,
        _ body: @escaping @Sendable (Enclave, Caller, Request) throws(Refusal) -> Answered<Request.Answer>
    ) -> (EnclaveOperation, Handler) {
        let handler = Handler(requirement: requirement) { enclave, caller, bytes throws(Refusal) in
            try answer(enclave, caller, try Refusal.decoding(Request.self, bytes), body)
        }
        return (Request.operation, handler)
    }

    /// A handler whose work is long when `work` names a kind: it then runs on the slow thread of that kind.
    static func maybeLater<Request: EnclaveRequest>(
        _ requirement: Requirement, work: @escaping @Sendable (Enclave, Caller, Request) -> LongWork?,
        _ body: @escaping @Sendable (Enclave, Caller, Request) throws(Refusal) -> Answered<Request.Answer>
    ) -> (EnclaveOperation, Handler) {
        let handler = Handler(requirement: requirement) { enclave, caller, bytes throws(Refusal) in
            let request = try Refusal.decoding(Request.self, bytes)
            guard let kind = work(enclave, caller, request) else {
                return try answer(enclave, caller, request, body)
            }
            return .later(kind) {
                enclave.settle(caller) { () throws(Refusal) in try answer(enclave, caller, request, body) }
            }
        }
        return (Request.operation, handler)
    }

    private static func answer<Request: EnclaveRequest>(
        _ enclave: Enclave, _ caller: Caller, _ request: Request,
        _ body: (Enclave, Caller, Request) throws(Refusal) -> Answered<Request.Answer>
    ) throws(Refusal) -> Outcome {
        let answered = try body(enclave, caller, request)
        return .done(.answer(answered.answer.encoded), after: answered.after)
    }
}
