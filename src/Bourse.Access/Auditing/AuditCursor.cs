namespace Bourse.Access.Auditing;

/// <summary>Where a list of records goes on: after this place in the log, and after the record that was appended under this number.</summary>
/// <param name="Position">The last place that was looked at.</param>
/// <param name="Sequence">The number of the last record that was listed; it finds its place in the log while the list is read.</param>
public sealed record AuditCursor(long Position, long Sequence);
