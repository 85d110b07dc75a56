import Testing

@testable import ServiceKit

@Suite("Where a daemon listens")
struct ListenAddressTests {
    @Test(
        "Host, IPv4 and IPv6 with a port",
        arguments: [
            ("127.0.0.1:8081", "127.0.0.1", 8081), ("localhost:0", "localhost", 0), ("[::1]:80", "::1", 80),
            (":65535", "::", 65_535),
        ])
    func reads(_ text: String, _ host: String, _ port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host && address.port == port)
        #expect(ListenAddress(address.description) == address)
    }

    @Test(
        "Anything else is refused",
        arguments: ["", "8081", "host", "host:", "host:65536", "::1:80", "host:-1", "host:8x"])
    func refuses(_ text: String) { #expect(ListenAddress(text) == nil) }
}
