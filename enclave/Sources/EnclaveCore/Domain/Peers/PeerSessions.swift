internal import Crypto
internal import EnclaveProtocol

/// Sessions with other members: those this one opened, by the relay's number of the link, and those others opened.
struct PeerSessions {
    /// More than a domain of the largest size needs, with room for relays that begin anew.
    private static let most = 256

    /// A session this member opened.
    struct Link {
        enum Stage {
            case greeted(P256.KeyAgreement.PrivateKey, PeerGreeting)
            case open(PeerSession)
        }

        var stage: Stage
        var trust = Trust()
        /// A query was sent and its reply did not come yet.
        var awaitsReply = false
        /// The other's state is being taken over.
        var takeover: Takeover?
    }

    /// A session another member opened.
    struct Served {
        var session: PeerSession
        var trust = Trust()
    }

    /// Whether the other's journal was seen to go on from what is remembered of it.
    struct Trust {
        var isVerified = false
        /// The point of the other's journal that it is asked to show.
        var asked: PeerRecord.Point?
        /// The record of this member's journal at which the other wants to see the chain.
        var wanted: UInt64 = 0
    }

    /// Shared state on its way from the lead.
    struct Takeover {
        /// Nil until the lead said what differs.
        var parts: [StatePart]?
        var after: Identifier?
        var upTo = DomainNumber.none
    }

    private(set) var links: [UInt64: Link] = [:]
    private(set) var served: [Identifier: Served] = [:]
    /// Oldest first.
    private var linkOrder: [UInt64] = []
    private var servedOrder: [Identifier] = []

    subscript(link number: UInt64) -> Link? {
        get { links[number] }
        set {
            if links[number] == nil, newValue != nil {
                linkOrder.append(number)
                while linkOrder.count > Self.most { links[linkOrder.removeFirst()] = nil }
            }
            if newValue == nil { linkOrder.removeAll { $0 == number } }
            links[number] = newValue
        }
    }

    subscript(served id: Identifier) -> Served? {
        get { served[id] }
        set {
            if served[id] == nil, newValue != nil {
                servedOrder.append(id)
                while servedOrder.count > Self.most { served[servedOrder.removeFirst()] = nil }
            }
            if newValue == nil { servedOrder.removeAll { $0 == id } }
            served[id] = newValue
        }
    }
}
