extension AMDRequest {
    /// Reads `/vcek/v1/PRODUCT/…`; nil when the path is not AMD's.
    ///
    /// Parameters in another order, with another number of digits or of another case name the same certificate, so they
    /// become one request.
    init?(segments: [Substring], parameters: QueryParameters) throws(CacheRefusal) {
        guard segments.count == 4, segments[0] == "vcek" || segments[0] == "vlek", segments[1] == "v1" else {
            return nil
        }
        guard let product = Self.products.first(where: { $0 == segments[2] }) else {
            throw CacheRefusal(.notCached, "AMD's products are Milan, Genoa and Turin.")
        }
        let family = String(segments[0])
        if let kind = Kind(rawValue: String(segments[3])), kind != .certificate {
            self.init(kind: kind, family: family, product: product, hardwareID: "", levels: "")
            return
        }
        guard family == "vcek" else {
            throw CacheRefusal(.notCached, "VLEK certificates are handed out by AMD to cloud providers only.")
        }
        let digits = product == "Turin" ? 16 : 128
        guard let hardwareID = HexText.lowercased(segments[3], digits: digits) else {
            throw CacheRefusal(.invalidRequest, "The hardware id of \(product) has \(digits) hexadecimal digits.")
        }
        self.init(
            kind: .certificate, family: family, product: product, hardwareID: hardwareID,
            levels: try Self.levels(parameters, product: product))
    }

    private static func levels(_ parameters: QueryParameters, product: String) throws(CacheRefusal) -> String {
        var pairs: [String] = []
        for name in levelNames where name != "fmcSPL" || product == "Turin" {
            guard let text = parameters[name], let level = UInt8(text) else {
                throw CacheRefusal(.invalidRequest, "\(name) must be a number from 0 to 255.")
            }
            pairs.append("\(name)=\(level < 10 ? "0" : "")\(level)")
        }
        return pairs.joined(separator: "&")
    }
}
