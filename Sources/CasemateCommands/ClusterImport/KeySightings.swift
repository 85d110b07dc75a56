internal import Kubernetes

/// Where a search over a cluster saw a key, and where it could not look.
struct KeySightings {
    /// One entry of one object.
    struct Sighting {
        let kind: String
        let object: ObjectKey
        /// The entry's name; for annotations, theirs.
        let entry: String
        /// What stands in the way, for an entry that cannot be read.
        var obstacle: String?
    }

    /// Entries that hold the key in clear.
    var copies: [Sighting] = []
    /// Entries that may hold keys.
    var unreadable: [Sighting] = []
    /// What was not searched at all, and why.
    var unsearched: [String] = []
    /// How many objects were looked at.
    var objects = 0
}
