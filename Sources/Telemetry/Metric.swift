/// Something that writes its samples in Prometheus' text format (version 0.0.4).
package protocol Metric: Sendable {
    /// The name, in the alphabet of Prometheus.
    var name: String { get }
    /// Appends the metric's help, type and samples.
    func write(to text: inout String)
}
