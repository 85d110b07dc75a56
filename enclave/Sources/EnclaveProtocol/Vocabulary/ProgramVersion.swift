/// The version of the programs on both sides of the wall; the wall's own is `Hello.currentVersion`.
public enum ProgramVersion {
    /// Semantic version, as `--version` and `status` show it.
    public static let current = "0.1.0"
}
