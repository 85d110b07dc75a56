internal import FoundationEssentials
package import ServiceKit

extension CacheConfiguration {
    /// The keys of Intel's `default.json`, and four of ours that end the list. Others are left alone, as Intel's do.
    private struct File: Decodable {
        struct SQLite: Decodable {
            struct Options: Decodable {
                let storage: String?
            }
            let options: Options?
        }
        let HTTPS_PORT: Int?
        let hosts: String?
        let uri: String?
        let ApiKey: String?
        let proxy: String?
        let RefreshSchedule: String?
        let UserTokenHash: String?
        let AdminTokenHash: String?
        let MaxRequestBodySize: ByteSize?
        let RequestTimeoutSeconds: Double?
        let KeepAliveTimeoutSeconds: Double?
        let CachingFillMode: String?
        let LogLevel: String?
        let DB_CONFIG: String?
        let sqlite: SQLite?
        let rootCrlUri: String?
        let kdsUri: String?
        let certificate: String?
        let key: String?
    }

    /// Reads a configuration file. Relative paths in it are relative to the folder the service runs in, as Intel's are.
    package init(file path: String) throws(ServiceError) {
        let file: File
        do {
            let text = Array(try Data(contentsOf: URL(filePath: path)))
            file = try JSONDecoder().decode(File.self, from: Data(JSONComments.removed(from: text)))
        } catch {
            throw ServiceError(
                code: "configuration-unreadable", message: "The configuration \(path) cannot be read: \(error).",
                remedy: "Give a file like Intel's default.json: JSON, with comments where you like.", cause: error)
        }
        self.init()
        try apply(file)
    }

    private mutating func apply(_ file: File) throws(ServiceError) {
        listen = ListenAddress(host: file.hosts ?? listen.host, port: try Self.port(file.HTTPS_PORT) ?? listen.port)
        upstream = file.uri ?? upstream
        apiKey = file.ApiKey ?? apiKey
        proxy = file.proxy ?? proxy
        refreshSchedule = file.RefreshSchedule ?? refreshSchedule
        userTokenHash = try Self.tokenHash(file.UserTokenHash, "UserTokenHash")
        administratorTokenHash = try Self.tokenHash(file.AdminTokenHash, "AdminTokenHash")
        maximumBodySize = file.MaxRequestBodySize?.bytes ?? maximumBodySize
        requestTimeout = try Self.duration(file.RequestTimeoutSeconds, "RequestTimeoutSeconds") ?? requestTimeout
        keepAliveTimeout =
            try Self.duration(file.KeepAliveTimeoutSeconds, "KeepAliveTimeoutSeconds") ?? keepAliveTimeout
        logLevel = Self.level(file.LogLevel) ?? logLevel
        database = file.sqlite?.options?.storage ?? database
        rootCRL = file.rootCrlUri
        kds = file.kdsUri ?? kds
        certificateFile = file.certificate ?? certificateFile
        keyFile = file.key ?? keyFile
        if let mode = file.CachingFillMode { self.mode = try Self.mode(mode) }
        guard file.DB_CONFIG ?? "sqlite" == "sqlite" else {
            throw Self.invalid("DB_CONFIG \"\(file.DB_CONFIG ?? "")\"", "This service keeps its cache in SQLite.")
        }
    }

    private static func mode(_ text: String) throws(ServiceError) -> CachingMode {
        guard let mode = CachingMode(rawValue: text) else {
            throw invalid("CachingFillMode \"\(text)\"", "Write LAZY, REQ or OFFLINE.")
        }
        return mode
    }

    private static func port(_ number: Int?) throws(ServiceError) -> Int? {
        guard let number else { return nil }
        guard (0...65_535).contains(number) else { throw invalid("HTTPS_PORT \(number)", "Write a TCP port.") }
        return number
    }

    private static func duration(_ seconds: Double?, _ name: String) throws(ServiceError) -> Duration? {
        guard let seconds else { return nil }
        guard seconds > 0, seconds <= 86_400 else { throw invalid("\(name) \(seconds)", "Write 1 to 86400 seconds.") }
        return .seconds(seconds)
    }

    private static func tokenHash(_ text: String?, _ name: String) throws(ServiceError) -> String {
        guard let text, !text.isEmpty else { return "" }
        guard let hash = HexText.lowercased(text, digits: 128) else {
            throw invalid(name, "Write the SHA-512 of the token in hexadecimal: printf %s TOKEN | sha512sum.")
        }
        return hash
    }

    private static func level(_ text: String?) -> String? {
        switch text {
        case "error", "info", "debug", "trace": text
        case "warn": "warning"
        case "verbose", "http": "debug"
        case "silly": "trace"
        default: nil
        }
    }

    private static func invalid(_ subject: String, _ remedy: String) -> ServiceError {
        ServiceError(code: "configuration-invalid", message: "\(subject) is not accepted.", remedy: remedy)
    }
}

/// A number of bytes: a number, or text like `2MB`.
private struct ByteSize: Decodable {
    let bytes: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self), number > 0 {
            bytes = number
            return
        }
        let text = try container.decode(String.self).lowercased()
        let digits = text.prefix { $0.isNumber }
        let factors = ["": 1, "b": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30]
        guard let number = Int(digits), number > 0, number <= 1 << 20,
            let factor = factors[text.dropFirst(digits.count).filter { $0 != " " }]
        else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "Write a size like 2MB.")
        }
        bytes = number * factor
    }
}
