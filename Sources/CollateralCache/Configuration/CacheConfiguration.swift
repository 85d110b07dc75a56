package import ServiceKit

/// Everything the service is told, with Intel's defaults.
package struct CacheConfiguration: Sendable, Equatable {
    /// Where clients reach it.
    package var listen = ListenAddress(host: "127.0.0.1", port: 8081)
    package var mode = CachingMode.lazy
    package var upstream = UpstreamAddresses.intel
    /// Where Intel's root CRL lies, when not where its certificates say.
    package var rootCRL: String?
    package var kds = UpstreamAddresses.amd
    package var apiKey = ""
    /// An HTTP proxy for upstream, `http://HOST:PORT`.
    package var proxy = ""
    package var refreshSchedule = "0 0 1 * * *"
    /// SHA-512 of the tokens, 128 hexadecimal digits. Without one nobody may do what needs it.
    package var userTokenHash = ""
    package var administratorTokenHash = ""
    package var maximumBodySize = 2_000_000
    package var requestTimeout: Duration = .seconds(15)
    package var keepAliveTimeout: Duration = .seconds(60)
    package var database = "pckcache.db"
    package var certificateFile = "ssl_key/file.crt"
    package var keyFile = "ssl_key/private.pem"
    package var logLevel = "info"

    /// Intel's defaults.
    package init() {}

    /// What of it the cache itself follows; throws when an address is none.
    package func settings() throws(ServiceError) -> CacheSettings {
        do {
            let addresses = try UpstreamAddresses(pcs: upstream, rootCRL: rootCRL, kds: kds)
            return CacheSettings(mode: mode, addresses: addresses, apiKey: apiKey)
        } catch {
            throw ServiceError(
                code: "configuration-invalid", message: error.detail, remedy: "Mend `uri` or --upstream.")
        }
    }

    /// Its time table; throws when it is none.
    package func schedule() throws(ServiceError) -> CronSchedule {
        guard let schedule = CronSchedule(refreshSchedule) else {
            throw ServiceError(
                code: "configuration-invalid", message: "RefreshSchedule \"\(refreshSchedule)\" is no time table.",
                remedy: "Write second, minute, hour, day, month and weekday, as in \"0 0 1 * * *\".")
        }
        return schedule
    }
}
