/// What of the configuration the cache itself follows.
package struct CacheSettings: Sendable, Equatable {
    package var mode: CachingMode
    package var addresses: UpstreamAddresses
    /// Intel's subscription key, sent only with requests for PCK certificates.
    package var apiKey: String

    /// Settings.
    package init(mode: CachingMode, addresses: UpstreamAddresses, apiKey: String) {
        self.mode = mode
        self.addresses = addresses
        self.apiKey = apiKey
    }
}
