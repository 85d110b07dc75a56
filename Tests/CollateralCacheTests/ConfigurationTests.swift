import FoundationEssentials
import ServiceKit
import Testing

@testable import CollateralCache

@Suite("Configuration: Intel's default.json")
struct ConfigurationTests {
    private func read(_ text: String) throws -> CacheConfiguration {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try CacheConfiguration(file: file.path)
    }

    @Test("Its keys, its comments, its defaults")
    func readsDefault() throws {
        let configuration = try read(
            """
            { // the port
                "HTTPS_PORT" : 8081, "hosts" : "0.0.0.0", /* "hosts": "x", */
                "uri": "https://api.trustedservices.intel.com/sgx/certification/v4/",
                "ApiKey": "a//b\\"/*", "proxy" : "http://proxy:3128", "RefreshSchedule": "0 0 1 * * *",
                "UserTokenHash" : "\(SHA512Text.of("u"))", "AdminTokenHash" : "",
                "MaxRequestBodySize": "2MB", "HeadersTimeoutSeconds": 10, "RequestTimeoutSeconds": 15,
                "KeepAliveTimeoutSeconds": 60, "CachingFillMode" : "OFFLINE", "OPENSSL_FIPS_MODE" : false,
                "LogLevel" : "warn", "DB_CONFIG" : "sqlite",
                "sqlite" : { "options" : { "dialect": "sqlite", "define": { "freezeTableName": true },
                    "logging" : false, "storage": "/var/lib/pckcache.db" } },
                //"mysql" : { "database" : "pckcache" }
            }
            """)
        #expect(configuration.listen == ListenAddress(host: "0.0.0.0", port: 8081))
        #expect(configuration.apiKey == "a//b\"/*" && configuration.proxy == "http://proxy:3128")
        #expect(configuration.mode == .offline && configuration.logLevel == "warning")
        #expect(configuration.maximumBodySize == 2 << 20 && configuration.requestTimeout == .seconds(15))
        #expect(configuration.database == "/var/lib/pckcache.db" && configuration.userTokenHash == SHA512Text.of("u"))
        #expect(try configuration.settings().addresses.rootCRL == UpstreamAddresses.intelRootCRL)
        #expect(try read("{}") == CacheConfiguration())
    }

    @Test(
        "What cannot be meant is refused by name",
        arguments: [
            ("{\"CachingFillMode\":\"EAGER\"}", "CachingFillMode"), ("{\"HTTPS_PORT\":70000}", "HTTPS_PORT"),
            ("{\"UserTokenHash\":\"abc\"}", "UserTokenHash"), ("{\"AdminTokenHash\":\"secret\"}", "AdminTokenHash"),
            ("{\"DB_CONFIG\":\"mysql\"}", "DB_CONFIG"), ("{\"RequestTimeoutSeconds\":0}", "RequestTimeoutSeconds"),
            ("{\"MaxRequestBodySize\":\"much\"}", "size like 2MB"), ("{", "cannot be read"), ("", "cannot be read"),
        ])
    func refuses(_ text: String, _ name: String) {
        let error = #expect(throws: ServiceError.self) { try read(text) }
        #expect(error?.description.contains(name) == true)
        #expect(error?.description.contains("secret") != true)
    }

    @Test("Upstream may be another cache: then its root CRL lies there too")
    func followsUpstream() throws {
        let addresses = try UpstreamAddresses(
            pcs: "https://cache:8081/sgx/certification/v4", rootCRL: nil, kds: "http://kds/")
        #expect(addresses.request(.rootCRL)?.url == "https://cache:8081/sgx/certification/v4/rootcacrl")
        let item = CollateralItem.qeIdentity(.tdx, .early, .v4)
        #expect(addresses.request(item)?.url == "https://cache:8081/tdx/certification/v4/qe/identity?update=early")
        #expect(addresses.request(.qeIdentity(.sgx, .standard, .v3)) == nil)
        for address in ["ftp://x/sgx/certification/v4/", "https://x/sgx/certification/v3/", ""] {
            #expect(throws: CacheRefusal.self) { try UpstreamAddresses(pcs: address, rootCRL: nil, kds: "http://kds") }
        }
    }

    /// Seconds since 1970 of 2026-11-21T17:30:00Z, a Saturday.
    private static let now: Int64 = 1_795_282_200

    @Test(
        "A time table names its next time",
        arguments: [
            ("0 0 1 * * *", "2026-11-22T01:00:00Z"), ("0 1 * * *", "2026-11-22T01:00:00Z"),
            ("*/20 30 17 * * *", "2026-11-21T17:30:20Z"), ("0 0 0 1 1 *", "2027-01-01T00:00:00Z"),
            ("0 0 12 * * 1-5", "2026-11-23T12:00:00Z"), ("0 0 12 1 * 7", "2026-11-22T12:00:00Z"),
            ("0 15,45 17-18 * * *", "2026-11-21T17:45:00Z"), ("0 0 0 29 2 *", "2028-02-29T00:00:00Z"),
        ])
    func readsSchedule(_ text: String, _ expected: String) throws {
        let next = try #require(CronSchedule(text)?.next(after: Self.now))
        #expect(Date(timeIntervalSince1970: TimeInterval(next)).formatted(.iso8601) == expected)
    }

    @Test(
        "What is no time table is none",
        arguments: [
            "", "* * * *", "60 * * * * *", "* * * * * * *", "a * * * * *", "5-1 * * * *", "*/0 * * * *", ", * * * *",
            "-1 * * * *",
        ])
    func refusesSchedule(_ text: String) { #expect(CronSchedule(text) == nil) }

    @Test("A day that never comes is no time") func neverComes() throws {
        #expect(try #require(CronSchedule("0 0 0 31 2 *")).next(after: Self.now) == nil)
    }
}
