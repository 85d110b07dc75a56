internal import Attestation
internal import X509Core

extension PCKCertificate {
    /// What the certificate says of its platform; throws `UnexpectedContent` where it is none or says nothing.
    func platform() throws(UnexpectedContent) -> PCKExtension {
        guard let platform = try reading({ certificate throws(X509Error) in try PCKExtension(of: certificate) }) else {
            throw UnexpectedContent("The certificate has no SGX extension.")
        }
        return platform
    }

    /// Which CA signed it, by its issuer's name.
    func authority() throws(UnexpectedContent) -> PCKAuthority {
        let issuer = try reading { certificate in certificate.content.issuer.rfc4514 }
        return issuer.contains("Platform CA") ? .platform : .processor
    }

    private func reading<Value>(
        _ read: (Certificate) throws(X509Error) -> Value
    ) throws(UnexpectedContent) -> Value {
        do {
            return try read(try Certificate(Array(pem.utf8)))
        } catch {
            throw UnexpectedContent("The PCK certificate is malformed: \(error)")
        }
    }
}

extension PCKExtension.TCB {
    /// CPUSVN, not the components of TCB info, is what a platform's own is compared with.
    var raw: RawTCB { RawTCB(components: cpuSVN, pceSVN: pceSVN) }
}
