/// A record that cannot be read: a history with a gap proves nothing.
package struct HistoryError: Error, Equatable {
    /// The file.
    package var source: String
    /// The line, from 1; 0 for the file as a whole.
    package var line: Int
    package var reason: String
}
