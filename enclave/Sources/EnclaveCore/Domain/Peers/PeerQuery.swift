internal import EnclaveProtocol

/// What a member says of itself in every query and reply.
struct PeerView: WireCodable {
    /// The term it knows, and who leads it.
    var term: UInt32
    var lead: Identifier
    var position: DomainNumber
    var isCatchingUp: Bool
    var promised: UInt32
    /// Its newest durable record.
    var point: PeerRecord.Point
    /// A record of the other at which it wants to see the chain; 0 for none.
    var wanted: UInt64
    /// The chain the other wanted to see; its record is 0 where this journal does not reach so far.
    var shown: PeerRecord.Point?

    init(
        term: UInt32, lead: Identifier, position: DomainNumber, isCatchingUp: Bool, promised: UInt32,
        point: PeerRecord.Point, wanted: UInt64, shown: PeerRecord.Point?
    ) {
        self.term = term
        self.lead = lead
        self.position = position
        self.isCatchingUp = isCatchingUp
        self.promised = promised
        self.point = point
        self.wanted = wanted
        self.shown = shown
    }

    init(from reader: inout WireReader) throws(WireError) {
        term = try reader.uint32()
        lead = try reader.value()
        position = try reader.value()
        isCatchingUp = try reader.bool()
        promised = try reader.uint32()
        point = try reader.value()
        wanted = try reader.uint64()
        shown = try reader.optional()
    }

    func encode(to writer: inout WireWriter) {
        writer.uint32(term)
        writer.value(lead)
        writer.value(position)
        writer.bool(isCatchingUp)
        writer.uint32(promised)
        writer.value(point)
        writer.uint64(wanted)
        writer.optional(shown)
    }
}

/// What a member asks another.
struct PeerQuery: WireCodable {
    enum Ask {
        /// The changes behind the position in the view; answered when there are some.
        case changes
        /// To refuse changes of older terms from now on: an administrator wants the member that asks to lead.
        case promise(term: UInt32)
        /// The same by the domain's policy, where the member that is asked finds that it allows it.
        case stand(term: UInt32)
        /// Whether it would.
        case poll(term: UInt32)
        /// Who a member is.
        case member(Identifier)
        /// Which parts of shared state differ.
        case compare([StateDigest])
        /// The slots of parts; of the first one those behind an id.
        case slots([StatePart], after: Identifier?)
        /// Nothing: the member that is asked is refused by the one that asks.
        case refuse(String)
    }

    var view: PeerView
    var ask: Ask

    init(_ view: PeerView, _ ask: Ask) {
        self.view = view
        self.ask = ask
    }

    init(from reader: inout WireReader) throws(WireError) {
        view = try reader.value()
        switch try reader.uint8() {
        case 1: ask = .changes
        case 2: ask = .promise(term: try reader.uint32())
        case 3: ask = .compare(try reader.list(limit: StateDigest.most))
        case 4: ask = .slots(try reader.list(limit: StatePart.mostAtOnce), after: try reader.optional())
        case 5: ask = .refuse(try reader.string())
        case 6: ask = .stand(term: try reader.uint32())
        case 7: ask = .poll(term: try reader.uint32())
        case 8: ask = .member(try reader.value())
        default: throw .invalidValue(field: "peer query")
        }
    }

    func encode(to writer: inout WireWriter) {
        writer.value(view)
        switch ask {
        case .changes: writer.uint8(1)
        case .promise(let term):
            writer.uint8(2)
            writer.uint32(term)
        case .compare(let digests):
            writer.uint8(3)
            writer.list(digests)
        case .slots(let parts, let after):
            writer.uint8(4)
            writer.list(parts)
            writer.optional(after)
        case .refuse(let reason):
            writer.uint8(5)
            writer.string(reason)
        case .stand(let term):
            writer.uint8(6)
            writer.uint32(term)
        case .poll(let term):
            writer.uint8(7)
            writer.uint32(term)
        case .member(let id):
            writer.uint8(8)
            writer.value(id)
        }
    }
}

/// What a member answers.
struct PeerReply: WireCodable {
    enum Say {
        /// Nothing new.
        case nothing
        case changes([SharedChange])
        /// The position asked from is not one the lead can go on from: compare.
        case compare
        /// The parts that differ, and the change they are at least as new as.
        case differing([StatePart], upTo: DomainNumber)
        /// Slots in the order of the parts that were asked for, ascending within each; those between them are gone. So
        /// many parts are whole, and the next one may have begun.
        case slots([SharedSlot], whole: UInt16)
        /// The member that asked is refused.
        case refused(String)
        /// Changes of older terms are refused from now on, durably, so that the member that asked may begin this one; the
        /// newest change here will stay where it is until then.
        case promised(term: UInt32, at: DomainNumber)
        /// It would promise the term by the policy; nothing is written.
        case willing(term: UInt32)
        /// The member that was asked for, as it was admitted.
        case member(MemberRecord)
    }

    var view: PeerView
    var say: Say

    init(_ view: PeerView, _ say: Say) {
        self.view = view
        self.say = say
    }

    init(from reader: inout WireReader) throws(WireError) {
        view = try reader.value()
        switch try reader.uint8() {
        case 1: say = .nothing
        case 2: say = .changes(try reader.list())
        case 3: say = .compare
        case 4: say = .differing(try reader.list(limit: StateDigest.most), upTo: try reader.value())
        case 5: say = .slots(try reader.list(limit: Int(UInt16.max)), whole: try reader.uint16())
        case 6: say = .refused(try reader.string())
        case 7: say = .promised(term: try reader.uint32(), at: try reader.value())
        case 8: say = .willing(term: try reader.uint32())
        case 9: say = .member(try reader.value())
        default: throw .invalidValue(field: "peer reply")
        }
    }

    func encode(to writer: inout WireWriter) {
        writer.value(view)
        switch say {
        case .nothing: writer.uint8(1)
        case .changes(let changes):
            writer.uint8(2)
            writer.list(changes)
        case .compare: writer.uint8(3)
        case .differing(let parts, let number):
            writer.uint8(4)
            writer.list(parts)
            writer.value(number)
        case .slots(let slots, let whole):
            writer.uint8(5)
            writer.list(slots)
            writer.uint16(whole)
        case .refused(let reason):
            writer.uint8(6)
            writer.string(reason)
        case .promised(let term, let position):
            writer.uint8(7)
            writer.uint32(term)
            writer.value(position)
        case .willing(let term):
            writer.uint8(8)
            writer.uint32(term)
        case .member(let member):
            writer.uint8(9)
            writer.value(member)
        }
    }
}
