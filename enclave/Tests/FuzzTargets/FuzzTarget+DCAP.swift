internal import Attestation
internal import DCAPFixtures
internal import EnclaveProtocol
internal import X509Core

/// DCAP evidence and what Intel publishes about it.
extension FuzzTarget {
    /// A JSON text, and each of its values on its own.
    package static let json = FuzzTarget(
        "json", seeds: { ["{\"a\":[1,-2,true,null,\"\\u00e9\\n\"],\"b\":{}}"].map { Array($0.utf8) } },
        run: { bytes in
            guard let document = try? JSONDocument(bytes) else { return }
            require((try? JSONDocument(Array(document.root.bytes))) != nil, "a value's bytes read as that value")
            for element in (try? document.root.elements()) ?? [] {
                require((try? JSONDocument(Array(element.bytes))) != nil, "an element's bytes read as that element")
            }
        })

    /// A quote, SGX or TDX, of every version.
    package static let quote = FuzzTarget(
        "quote", seeds: { quotes },
        run: { bytes in
            guard let quote = try? Quote(bytes) else { return }
            require(quote.reportData.count == 64, "report data has 64 bytes")
            let padded = try? Quote(bytes + [0])
            require(padded?.measurements == quote.measurements, "padding changes nothing")
        })

    /// The JSON of collateral: chains, CRLs and texts as they come, up to the first signature.
    package static let collateral = FuzzTarget(
        "collateral", seeds: { (try? SimulatedDCAP().make()).map { [$0.collateralJSON] } ?? [] },
        run: { bytes in
            guard let collateral = try? Collateral(json: bytes), let root = try? DCAPRoot.builtIn() else { return }
            require(
                (try? VerifiedCollateral(collateral, root: root, time: 1_781_524_800)) == nil,
                "nobody but Intel signs Intel's collateral")
        })

    /// What Intel signs, read as if the signature were good.
    package static let signedCollateral = FuzzTarget(
        "signed-collateral",
        seeds: {
            var version2 = SimulatedTCBInfo(isTDX: false)
            version2.version = 2
            let texts = [
                SimulatedTCBInfo(isTDX: true).json, SimulatedTCBInfo(isTDX: false).json, version2.json,
                SimulatedQEIdentity(isTDX: true).json,
            ]
            return texts.map { Array($0.utf8) }
        },
        run: { bytes in
            guard let value = try? JSONDocument(bytes).root else { return }
            _ = try? TCBInfo(value)
            _ = try? QEIdentity(value)
        })

    /// The SGX extension of a PCK certificate.
    package static let pckExtension = FuzzTarget(
        "pck-extension", seeds: { [SimulatedPCK().der] }, run: { bytes in _ = try? PCKExtension(der: bytes) })

    /// One of each version and body, and one that names its machine only.
    private static let quotes: [[UInt8]] = {
        var simulations = SimulatedQuote.Layout.allCases.map { SimulatedDCAP(version: 5, layout: $0) }
        simulations += [.enclave, SimulatedDCAP(version: 4, layout: .td10)]
        var reference = SimulatedDCAP.enclave
        reference.quote.certificationType = 3
        reference.quote.certification = [UInt8](repeating: 0, count: 404)
        return (simulations + [reference]).compactMap { try? $0.make().quote }
    }()
}
