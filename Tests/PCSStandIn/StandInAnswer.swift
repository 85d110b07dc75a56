/// What a service answers to one request.
package struct StandInAnswer: Sendable, Equatable {
    package var status = 200
    package var headers: [String: String]
    package var body: [UInt8]

    /// An answer.
    package init(status: Int = 200, headers: [String: String] = [:], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
