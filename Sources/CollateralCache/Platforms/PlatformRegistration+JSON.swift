internal import EnclaveProtocol
internal import FoundationEssentials

extension PlatformRegistration: Codable {
    private enum Names: String, CodingKey {
        case qeID = "qe_id"
        case pceID = "pce_id"
        case cpuSVN = "cpu_svn"
        case pceSVN = "pce_svn"
        case encryptedPPID = "enc_ppid"
        case manifest = "platform_manifest"
    }

    static let manifestDigits = 16_862...112_884

    /// Reads the body of a registration; throws `invalidRequest` naming the field.
    init(body: [UInt8]) throws(CacheRefusal) {
        do {
            self = try JSONDecoder().decode(PlatformRegistration.self, from: Data(body))
        } catch let refusal as CacheRefusal {
            throw refusal
        } catch {
            throw CacheRefusal(.invalidRequest, "The body is not the JSON of a platform: \(error).")
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Names.self)
        func text(_ name: Names) throws -> String { try container.decodeIfPresent(String.self, forKey: name) ?? "" }
        guard let identity = PlatformIdentity(qeID: try text(.qeID), pceID: try text(.pceID)) else {
            throw CacheRefusal(.invalidRequest, "qe_id has 1 to 260 characters, pce_id 4 hexadecimal digits.")
        }
        self.identity = identity
        manifest = try text(.manifest).uppercased()
        guard manifest.isEmpty else {
            guard Self.manifestDigits.contains(manifest.utf8.count), Hex.decode(manifest) != nil else {
                throw CacheRefusal(.invalidRequest, "platform_manifest has 16862 to 112884 hexadecimal digits.")
            }
            (cpuSVN, pceSVN, encryptedPPID) = ("", "", "")
            return
        }
        guard let tcb = RawTCB(cpuSVN: try text(.cpuSVN), pceSVN: try text(.pceSVN)) else {
            throw CacheRefusal(.invalidRequest, "Without a manifest: cpu_svn has 32 hexadecimal digits, pce_svn 4.")
        }
        let digits = PCKCertificateQuery.encryptedPPIDDigits
        guard let ppid = HexText.uppercased(try text(.encryptedPPID), digits: digits) else {
            throw CacheRefusal(.invalidRequest, "Without a manifest: enc_ppid has \(digits) hexadecimal digits.")
        }
        (cpuSVN, pceSVN, encryptedPPID) = (tcb.cpuSVNText, tcb.pceSVNText, ppid)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Names.self)
        try container.encode(identity.qeID, forKey: .qeID)
        try container.encode(identity.pceID, forKey: .pceID)
        try container.encode(cpuSVN, forKey: .cpuSVN)
        try container.encode(pceSVN, forKey: .pceSVN)
        try container.encode(encryptedPPID, forKey: .encryptedPPID)
        try container.encode(manifest, forKey: .manifest)
    }
}
