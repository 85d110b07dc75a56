internal import FoundationEssentials

/// What a cache in front of a stand-in must answer, to the byte.
package struct ExpectedAnswer: Sendable {
    /// Path and query at the cache.
    package let target: String
    package let body: [UInt8]
    /// Headers that must be there, with these values.
    package let headers: [String: String]

    /// Everything a client of Intel's caching service can ask of a cache in front of these answers. Each of `platforms`
    /// is a `qeid` whose PCK certificate is asked for.
    package static func all(_ answers: StandInAnswers, platforms: [String] = []) -> [ExpectedAnswer] {
        answers.byTarget.sorted { $0.key < $1.key }.flatMap { target, answer -> [ExpectedAnswer] in
            if target == "/IntelSGXRootCA.der" { return rootCRL(answer) }
            if target.contains("/pckcerts") { return platforms.compactMap { pckCertificate(answer, qeID: $0) } }
            if let end = target.firstRange(of: "&encoding=der") {
                return pckCRL(String(target[..<end.lowerBound]), answer)
            }
            return [ExpectedAnswer(target: target, body: answer.body, headers: answer.headers)]
        }
    }

    private static func rootCRL(_ answer: StandInAnswer) -> [ExpectedAnswer] {
        let address = "https%3A%2F%2Fcertificates.trustedservices.intel.com%2FIntelSGXRootCA.der"
        return [
            ExpectedAnswer(
                target: "/sgx/certification/v4/rootcacrl", body: Array(StandInAnswers.hex(answer.body).utf8),
                headers: [:]),
            ExpectedAnswer(
                target: "/sgx/certification/v4/crl?uri=\(address)", body: answer.body, headers: answer.headers),
        ]
    }

    private static func pckCRL(_ target: String, _ answer: StandInAnswer) -> [ExpectedAnswer] {
        let chain = answer.headers.filter { $0.key != "Content-Type" }
        return [
            ExpectedAnswer(target: target, body: Array(StandInAnswers.hex(answer.body).utf8), headers: chain),
            ExpectedAnswer(target: target + "&encoding=der", body: answer.body, headers: answer.headers),
        ]
    }

    private struct Entry: Decodable {
        let tcbm: String
        let cert: String
    }

    /// Asked for at the TCB the one certificate is for.
    private static func pckCertificate(_ answer: StandInAnswer, qeID: String) -> ExpectedAnswer? {
        guard let entry = try? JSONDecoder().decode([Entry].self, from: Data(answer.body)).first else { return nil }
        let text = Array(entry.cert.utf8)
        var leaf: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%") {
                leaf += StandInAnswers.bytes(hex: String(decoding: text[(index + 1)..<(index + 3)], as: UTF8.self))
                index += 3
            } else {
                leaf.append(text[index])
                index += 1
            }
        }
        let tcb = "cpusvn=\(entry.tcbm.prefix(32))&pcesvn=\(entry.tcbm.suffix(4))&pceid=0000"
        var headers = answer.headers
        headers["Content-Type"] = "application/x-pem-file"
        headers["SGX-TCBm"] = entry.tcbm
        headers["SGX-PCK-Certificate-CA-Type"] = headers["SGX-PCK-Certificate-CA-Type"]?.uppercased()
        let ppid = String(repeating: "ab", count: 384)
        return ExpectedAnswer(
            target: "/sgx/certification/v4/pckcert?qeid=\(qeID)&encrypted_ppid=\(ppid)&\(tcb)", body: leaf,
            headers: headers)
    }
}
