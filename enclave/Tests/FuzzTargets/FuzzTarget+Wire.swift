internal import EnclaveProtocol

extension FuzzTarget {
    /// A connection's bytes: frame after frame, until one is refused.
    package static let frame = FuzzTarget(
        "frame", seeds: { WireForm.requests.prefix(8).flatMap(frames) },
        run: { bytes in
            var reader = WireReader(bytes)
            while let header = try? FrameHeader(from: &reader), let body = try? reader.fixed(header.bodyLength) {
                let frame = Frame(
                    kind: header.kind, isAuthorized: header.isAuthorized, operation: header.operation,
                    requestID: header.requestID, body: body)
                require((try? Frame(decoding: frame.encoded)) == frame, "a frame reads as it was written")
            }
        })

    /// An operation's number and a request body.
    package static let request = FuzzTarget(
        "request",
        seeds: {
            WireForm.requests.flatMap { form in form.samples(2).map { number(of: form) + $0 } }
        },
        run: { bytes in
            guard let form = WireForm.requests.first(where: { number(of: $0).elementsEqual(bytes.prefix(2)) })
            else { return }
            check(form, Array(bytes.dropFirst(2)))
        })

    /// A row of the table of answers and the answer's bytes.
    package static let answer = FuzzTarget(
        "answer",
        seeds: {
            WireForm.answers.indices.flatMap { row in WireForm.answers[row].samples(2).map { [UInt8(row)] + $0 } }
        },
        run: { bytes in
            guard let row = bytes.first, WireForm.answers.indices.contains(Int(row)) else { return }
            check(WireForm.answers[Int(row)], Array(bytes.dropFirst()))
        })

    /// The wire has one form for each value: what a reader accepts, the writer writes again byte for byte.
    private static func check(_ form: WireForm, _ bytes: [UInt8]) {
        guard case .success(let written) = form.reread(bytes) else { return }
        require(written == bytes, "\(form.name) has one form")
    }

    private static func number(of form: WireForm) -> [UInt8] {
        var writer = WireWriter(capacity: 2)
        writer.uint16(form.operation?.rawValue ?? 0)
        return writer.bytes
    }

    private static func frames(of form: WireForm) -> [[UInt8]] {
        form.samples(2).map {
            Frame(kind: .request, operation: form.operation?.rawValue ?? 0, requestID: 7, body: $0).encoded
        }
    }
}
