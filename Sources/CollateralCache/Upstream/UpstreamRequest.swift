/// One request upstream.
package struct UpstreamRequest: Sendable, Equatable {
    package let service: UpstreamService
    /// The whole address.
    package let url: String
    package var headers: [CollateralDocument.Header] = []
    /// A JSON body makes it a POST.
    package var body: [UInt8]?
}
