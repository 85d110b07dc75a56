internal import EnclaveProtocol

/// Who leads the domain, in which term, and where the terms before it ended. Shared; absent while an enclave is alone.
struct DomainRecord: WireCodable, Equatable {
    static let format: UInt8 = 1

    /// The end of a term: no change of it behind this number counts.
    struct Term: WireCodable, Equatable {
        var lead: Identifier
        /// The newest change of this term that the next lead had.
        var last: DomainNumber

        init(lead: Identifier, last: DomainNumber) {
            self.lead = lead
            self.last = last
        }

        init(from reader: inout WireReader) throws(WireError) {
            lead = try reader.value()
            last = try reader.value()
        }

        func encode(to writer: inout WireWriter) {
            writer.value(lead)
            writer.value(last)
        }
    }

    var term: UInt32
    var lead: Identifier
    /// Terms before this one that were ended by a promotion, oldest first.
    var ended: [Term]

    init(term: UInt32, lead: Identifier, ended: [Term]) {
        self.term = term
        self.lead = lead
        self.ended = ended
    }

    /// Whether a change of this number is part of the domain's history, as far as its terms tell.
    func includes(_ number: DomainNumber) -> Bool {
        guard number.term != term, number != .none else { return number.term <= term }
        guard let ended = ended.first(where: { $0.last.term >= number.term }) else { return false }
        return number <= ended.last
    }

    init(from reader: inout WireReader) throws(WireError) {
        try reader.format(Self.format)
        term = try reader.uint32()
        lead = try reader.value()
        ended = try reader.list()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint8(Self.format)
        writer.uint32(term)
        writer.value(lead)
        writer.list(ended)
    }
}
