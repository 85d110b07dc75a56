/// The parameters of a request under one of Intel's bases, checked as Intel's service checks them.
struct RequestArguments {
    let parameters: QueryParameters
    let tee: IntelTEE
    let version: APIVersion

    /// The document of this name, or nil when it is none.
    func document(_ name: String) throws(CacheRefusal) -> CacheOperation? {
        switch (tee, name) {
        case (_, "tcb"): .document(.tcbInfo(tee, fmspc: try fmspc(), try evaluation(), version), .asReceived)
        case (_, "qe/identity"): .document(.qeIdentity(tee, try evaluation(), version), .asReceived)
        case (.sgx, "qve/identity"): .document(.qveIdentity(try evaluation(), version), .asReceived)
        case (.sgx, "qae/identity"): .document(.qaeIdentity(try evaluation()), .asReceived)
        case (_, "tcbevaluationdatanumbers"): .document(.evaluationNumbers(tee), .asReceived)
        case (.sgx, "fmspcs"): .document(.fmspcs(platform: try platform()), .asReceived)
        case (.sgx, "pckcrl"): .document(.pckCRL(try authority()), try encoding())
        case (.sgx, "rootcacrl"): .document(.rootCRL, .hex)
        case (.sgx, "crl"): try RevocationAddress.operation(parameters["uri"])
        default: nil
        }
    }

    /// The operation of this name, or nil when it is none.
    func service(_ name: String, method: String) throws(CacheRefusal) -> CacheOperation? {
        guard tee == .sgx else { return nil }
        return switch name {
        case "pckcert": .pckCertificate(try pckQuery())
        case "platforms" where method == "POST": .registerPlatform(try platformUpdate())
        case "platforms": .listPlatforms(try PlatformSource(parameters["source"]))
        case "platformcollateral": .importCollateral(version)
        case "refresh": .refresh(try RefreshScope(type: parameters["type"], fmspc: parameters["fmspc"]))
        case "appraisalpolicy" where method == "PUT": .storePolicy
        case "appraisalpolicy": .policies(fmspc: try fmspc())
        default: nil
        }
    }

    private func pckQuery() throws(CacheRefusal) -> PCKCertificateQuery {
        guard let identity = PlatformIdentity(qeID: parameters["qeid"], pceID: parameters["pceid"]) else {
            throw CacheRefusal(.invalidRequest, "qeid has 1 to 260 characters, pceid 4 hexadecimal digits.")
        }
        guard let tcb = RawTCB(cpuSVN: parameters["cpusvn"], pceSVN: parameters["pcesvn"]) else {
            throw CacheRefusal(.invalidRequest, "cpusvn has 32 hexadecimal digits, pcesvn 4.")
        }
        let ppid = parameters["encrypted_ppid"]
        let checked = ppid.flatMap { HexText.uppercased($0, digits: PCKCertificateQuery.encryptedPPIDDigits) }
        guard ppid == nil || checked != nil else {
            throw CacheRefusal(.invalidRequest, "encrypted_ppid has 768 hexadecimal digits.")
        }
        return PCKCertificateQuery(platform: identity, tcb: tcb, encryptedPPID: checked)
    }

    private func fmspc() throws(CacheRefusal) -> String {
        guard let text = parameters["fmspc"], let fmspc = HexText.uppercased(text, digits: 12) else {
            throw CacheRefusal(.invalidRequest, "fmspc has 12 hexadecimal digits.")
        }
        return fmspc
    }

    private func evaluation() throws(CacheRefusal) -> Evaluation {
        switch (parameters["update"]?.lowercased(), parameters["tcbEvaluationDataNumber"]) {
        case (nil, nil), ("standard", nil): return .standard
        case ("early", nil): return .early
        case (nil, let text?):
            guard let number = UInt32(text), version == .v4 else { break }
            return .number(number)
        default: break
        }
        throw CacheRefusal(.invalidRequest, "Give update=standard, update=early or one tcbEvaluationDataNumber.")
    }

    private func authority() throws(CacheRefusal) -> PCKAuthority {
        guard let authority = PCKAuthority(rawValue: parameters["ca"]?.lowercased() ?? "") else {
            throw CacheRefusal(.invalidRequest, "ca is processor or platform.")
        }
        return authority
    }

    private func encoding() throws(CacheRefusal) -> CacheOperation.Encoding {
        switch parameters["encoding"]?.lowercased() {
        case nil: .hex
        case "der": .asReceived
        default: throw CacheRefusal(.invalidRequest, "encoding is der, or left out for hexadecimal text.")
        }
    }

    private func platform() throws(CacheRefusal) -> String {
        let platform = parameters["platform"] ?? "all"
        guard ["all", "client", "E3", "E5"].contains(platform) else {
            throw CacheRefusal(.invalidRequest, "platform is all, client, E3 or E5.")
        }
        return platform
    }

    private func platformUpdate() throws(CacheRefusal) -> PlatformUpdate {
        guard let update = PlatformUpdate(rawValue: parameters["update"]?.lowercased() ?? "standard") else {
            throw CacheRefusal(.invalidRequest, "update is standard, early or all.")
        }
        return update
    }
}
