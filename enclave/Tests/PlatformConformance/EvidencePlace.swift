import TEEPlatform

/// Where a platform's evidence has what the suite compares; written from the formats, apart from the platforms' own.
struct EvidencePlace {
    let kind: Evidence.Kind
    private let measurementRange: Range<Int>
    private let reportDataStart: Int

    /// Nil for a platform nobody knows.
    init?(of platform: String) {
        switch platform {
        case "software", "sgx": self.init(.quote, measurement: 112..<144, reportData: 368)
        case "tdx": self.init(.quote, measurement: 184..<232, reportData: 568)
        case "snp": self.init(.report, measurement: 0x90..<0xC0, reportData: 0x50)
        default: return nil
        }
    }

    private init(_ kind: Evidence.Kind, measurement: Range<Int>, reportData: Int) {
        self.kind = kind
        measurementRange = measurement
        reportDataStart = reportData
    }

    func measurement(in bytes: [UInt8]) -> [UInt8]? {
        measurementRange.upperBound <= bytes.count ? Array(bytes[measurementRange]) : nil
    }

    func reportData(in bytes: [UInt8]) -> [UInt8]? {
        let range = reportDataStart..<reportDataStart + ReportData.length
        return range.upperBound <= bytes.count ? Array(bytes[range]) : nil
    }
}
