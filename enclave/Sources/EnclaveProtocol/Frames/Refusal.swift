/// Why a request was not carried out: a closed code, a message and what to do next. Never holds key material.
public struct Refusal: Error, WireCodable, Equatable {
    /// The closed set of codes.
    public enum Code: UInt16, Sendable, CaseIterable {
        case malformedRequest = 1
        case unknownOperation = 2
        case unsupportedVersion = 3
        case sealedSessionRequired = 4
        case sealedSessionFailed = 5
        case authorizationRequired = 6
        case authorizationInvalid = 7
        case notAllowed = 8
        case rateLimited = 9
        case notFound = 10
        case alreadyExists = 11
        case purposeMismatch = 12
        case algorithmMismatch = 13
        case keyNotActive = 14
        case invalidArgument = 15
        case invalidKey = 16
        case policyViolation = 17
        case lintFailure = 18
        case decryptionFailed = 19
        case stateLocked = 20
        case stateNotLocked = 21
        case clockLocked = 22
        case storageLow = 23
        case storageFailed = 24
        case resourceExhausted = 25
        case busy = 26
        case shuttingDown = 27
        case selfTestFailed = 28
        case corruptState = 29
        case internalError = 30
        case evidenceUnavailable = 31
        case notLead = 32
        case unconfirmed = 33
        case memberRefused = 34
        case anchorMismatch = 35
    }

    /// The code.
    public let code: Code
    /// What happened, for a person.
    public let message: String
    /// What to do next; may be empty.
    public let remedy: String

    /// A refusal.
    public init(_ code: Code, _ message: String, remedy: String = "") {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    public init(from reader: inout WireReader) throws(WireError) {
        guard let code = Code(rawValue: try reader.uint16()) else { throw .invalidValue(field: "refusal code") }
        self.code = code
        message = try reader.string(limit: 4096)
        remedy = try reader.string(limit: 4096)
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint16(code.rawValue)
        writer.string(message)
        writer.string(remedy)
    }
}

extension Refusal.Code {
    /// The code's name in JSON and the audit, for example `not-allowed`.
    public var name: String {
        var text = ""
        for character in String(describing: self) {
            if character.isUppercase { text += "-" }
            text += character.lowercased()
        }
        return text
    }
}
