internal import EnclaveProtocol
internal import X509Core

/// AMD's root certificates (ARK), as published at kdsintf.amd.com; whether they are trusted is for `TrustAnchors`.
enum SNPRoots {
    static let certificates: [Certificate] = [milan, genoa, turin].compactMap { text in
        Base64.decode(Array(text.utf8)).flatMap { try? Certificate($0) }
    }
}
