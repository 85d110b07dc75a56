/// What evidence has to be like to be accepted. Closed: what a document does not allow stays refused.
public struct AppraisalPolicy: Sendable {
    /// The document's name, as reasons give it.
    public let source: String
    private var origin = OriginRule()
    private var debug = DebugRule()
    private var status = StatusRule()
    private var advisories = AdvisoryRule()
    private var collateral = CollateralRule()
    private var intel = IntelRule()
    private var sgx = SGXRule()
    private var tdx = TDXRule()
    private var snp = SNPRule()
    private var raTLS = RATLSRule()
    private var platforms = PlatformRule()
    private var measurements = MeasurementRule()
    private var reportData = ReportDataRule()

    /// Accepts `UpToDate` and `SWHardeningNeeded` of any code on a vendor's hardware; refuses debug, software and
    /// SEV-SNP, whose status only a policy's minimum TCB can say.
    public static let standard = AppraisalPolicy(source: "a policy")

    private init(source: String) {
        self.source = source
    }

    /// The policy of a document that has been read into lines and values.
    /// - Throws: the first fault, with its line: an unknown field, a wrong type, something no policy can say.
    public init(_ document: PolicyValue, source: String) throws(PolicyError) {
        self.init(source: source)
        do throws(PolicyFault) {
            try read(document)
        } catch {
            throw PolicyError(source: source, line: error.line, error.message)
        }
    }

    private mutating func read(_ document: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<PolicyField>(document)
        guard let version = section.member(.version) else {
            throw PolicyFault(section.line, "a policy begins with its version: version: 1")
        }
        guard try version.value.number == Self.version else {
            throw PolicyFault(version.line, "this program reads policies of version \(Self.version)")
        }
        origin = try OriginRule(section)
        debug = try DebugRule(section)
        status = try StatusRule(section)
        measurements = try MeasurementRule(section)
        reportData = try ReportDataRule(section)
        if let member = section.member(.advisories) { advisories = try AdvisoryRule(member.value) }
        if let member = section.member(.collateral) { collateral = try CollateralRule(member.value) }
        if let member = section.member(.platforms) { platforms = try PlatformRule(member.value) }
        if let member = section.member(.intel) { intel = try IntelRule(member.value) }
        if let member = section.member(.sgx) { sgx = try SGXRule(member.value) }
        if let member = section.member(.tdx) { tdx = try TDXRule(member.value) }
        if let member = section.member(.raTls) { raTLS = try RATLSRule(member.value) }
        if let member = section.member(.snp) { snp = try SNPRule(member.value) }
    }

    /// The version of the document's form.
    public static let version: UInt64 = 1

    /// Judges genuine evidence.
    /// - Parameters:
    ///   - reportData: what the caller wants bound, at most 64 bytes, compared with zeros behind it; nil to compare
    ///     with nothing. More than 64 bytes are never bound.
    ///   - time: seconds since 1970.
    public func judge(_ appraisal: Appraisal, reportData wanted: [UInt8]? = nil, at time: Int64) -> PolicyVerdict {
        var judgement = Judgement(
            appraisal, source: source, time: time, reportData: wanted.map { ReportDataRule.padded($0) ?? $0 })
        snp.rate(&judgement)
        for rule in rules { rule.judge(&judgement) }
        return PolicyVerdict(
            appraisal: judgement.appraisal, findings: judgement.findings, measurementSet: judgement.measurementSet)
    }

    private var rules: [any PolicyRule] {
        [
            origin, debug, status, advisories, collateral, intel, sgx, tdx, snp, raTLS, platforms, measurements,
            reportData,
        ]
    }
}

extension AppraisalPolicy {
    /// The statuses that are good enough.
    public var acceptedStatuses: [TCBStatus] { status.statuses.value }
    /// Whether evidence under roots that are no vendor's can count.
    public var allowsSoftware: Bool { origin.allowsSoftware.value }
    /// The vendors' roots, and the software roots that the document names.
    public var anchors: TrustAnchors { TrustAnchors(origin.anchors) }
    /// Whether code that a debugger may look into can count.
    public var allowsDebug: Bool { debug.isAllowed.value }
    /// The names of the sets of measurements; empty when any code will do.
    public var measurementSets: [String] { (measurements.sets?.value ?? []).map(\.name) }
}
