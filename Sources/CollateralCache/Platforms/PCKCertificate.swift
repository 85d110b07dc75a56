/// One of a platform's PCK certificates: the TCB it is for, and its PEM text.
struct PCKCertificate: Hashable, Sendable {
    /// 36 hexadecimal digits, upper case.
    let tcbm: String
    let pem: String
}
