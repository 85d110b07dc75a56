internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// An answer on its way to a client.
struct CacheAnswer: Sendable {
    var status = 200
    var headers: [CollateralDocument.Header] = []
    var contentType: String
    var body: [UInt8]

    /// Intel's word for success.
    static let done = CacheAnswer(text: "Operation successful.")

    private static let plain = "text/plain; charset=utf-8"

    init(contentType: String, body: [UInt8], headers: [CollateralDocument.Header] = []) {
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    init(text: String) {
        self.init(contentType: Self.plain, body: Array(text.utf8))
    }

    /// A refusal: Intel's sentence, or for who asks for JSON an object that says more.
    init(_ refusal: CacheRefusal, asJSON: Bool) {
        self.init(text: refusal.status.text)
        status = refusal.status.rawValue
        if asJSON {
            contentType = "application/json"
            body = ErrorText.json(code: refusal.status.code, message: refusal.status.text, remedy: refusal.detail)
        }
        if let seconds = refusal.retryAfter { headers.append(.init(name: "Retry-After", value: String(seconds))) }
    }

    /// The response; every one has a `Request-ID`.
    func response(requestID: String) -> Response {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .contentType, value: contentType))
        for header in headers + [.init(name: "Request-ID", value: requestID)] {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
