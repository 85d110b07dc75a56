/// How many Decrypt calls a minute may have.
package struct DecryptLimits: Sendable {
    /// More than this raises the alarm.
    package var alarm = 600
    /// More than this are refused; nil for never.
    package var refusal: Int?

    /// The defaults.
    package init() {}
}
