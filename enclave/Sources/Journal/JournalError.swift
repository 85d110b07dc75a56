/// Why the journal refused or failed: a closed code, where, and what to do next. Never holds key material.
package struct JournalError: Error, Sendable, Equatable {
    package enum Code: String, Sendable, CaseIterable {
        /// A file that must be there is not.
        case missing = "state-missing"
        /// Bytes differ from what the enclave wrote, or were written under another domain key.
        case altered = "state-altered"
        /// The journal ends before its newest fence.
        case truncated = "state-truncated"
        /// Written by a newer version.
        case newerFormat = "state-newer-format"
        /// There is already a state here.
        case exists = "state-exists"
        /// A read, write or fsync failed; the process must end.
        case storageFailed = "storage-failed"
        /// Free space is below the reserve.
        case storageLow = "storage-low"
        /// More is waiting for the disk than may wait.
        case storageBusy = "storage-busy"
        /// A record is larger than the format carries.
        case tooLarge = "too-large"
        /// The journal is shut down.
        case closed = "closed"
        /// No ordinary memory for an index or a buffer.
        case resourceExhausted = "resource-exhausted"
    }

    package let code: Code
    /// File name inside the state directory, when one is concerned.
    package let file: String?
    /// Record number, when one is known.
    package let record: UInt64?
    package let message: String

    package init(_ code: Code, file: String? = nil, record: UInt64? = nil, _ message: String) {
        self.code = code
        self.file = file
        self.record = record
        self.message = message
    }
}

extension JournalError {
    static func altered(_ file: String, record: UInt64? = nil, _ what: String) -> JournalError {
        let place = record.map { "\(file), record \($0)" } ?? file
        return JournalError(
            .altered, file: file, record: record,
            "\(place): \(what). Restore the state directory from a backup; nothing is regenerated.")
    }

    static func missing(_ file: String, record: UInt64? = nil) -> JournalError {
        JournalError(
            .missing, file: file, record: record,
            "\(file) is missing. Put it back, or restore the state directory from a backup; nothing is regenerated.")
    }

    static func newer(_ file: String, version: UInt32, known: UInt32) -> JournalError {
        JournalError(
            .newerFormat, file: file,
            "\(file) has format version \(version); this program reads up to \(known). Start a newer program.")
    }

    /// Runs `body`; what the storage throws becomes an error of the journal.
    static func translating<R>(_ body: () throws -> R) throws(JournalError) -> R {
        do { return try body() } catch let error as JournalError { throw error } catch {
            throw .storage(error as? StorageError ?? StorageError("use", "the state directory", errno: 0))
        }
    }

    /// A failed write to a file that nothing depends on yet: for want of room it is given up and tried later.
    static func unfinished(_ error: StorageError) -> JournalError {
        guard error.isOutOfSpace else { return .storage(error) }
        return JournalError(
            .storageLow, file: error.file,
            "There is no room to write \(error.file). Free some space on the state directory's file system.")
    }

    /// What was refused changed nothing, and may be asked again.
    var leavesTheJournalWhole: Bool { code == .storageLow || code == .resourceExhausted }

    static func storage(_ error: StorageError) -> JournalError {
        if error.isMissing { return .missing(error.file) }
        let reason = error.isOutOfSpace ? "no space is left" : "errno \(error.errno)"
        return JournalError(
            .storageFailed, file: error.file,
            "\(error.operation) of \(error.file) failed (\(reason)). Check the disk, then start again.")
    }
}
