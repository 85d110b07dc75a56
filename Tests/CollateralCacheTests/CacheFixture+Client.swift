import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import CollateralCache

extension CacheFixture {
    /// An answer as a client sees it.
    struct Answer {
        let status: Int
        let body: [UInt8]
        let headers: HTTPFields

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    struct Client: Sendable {
        let client: any TestClientProtocol

        func get(_ target: String, headers: [String: String] = [:]) async throws -> Answer {
            try await send(.get, target, headers)
        }

        func send(
            _ method: HTTPRequest.Method, _ target: String, _ headers: [String: String] = [:], body: String? = nil
        ) async throws -> Answer {
            var fields = HTTPFields()
            for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
            let response = try await client.executeRequest(
                uri: target, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
            return Answer(
                status: response.status.code, body: Array(response.body.readableBytesView), headers: response.headers)
        }
    }

    static let administrator = ["admin-token": administratorToken]
    static let user = ["user-token": userToken]

    static let userHash = SHA512Text.of(userToken)
    static let administratorHash = SHA512Text.of(administratorToken).uppercased()
}
