namespace Bourse.Access.Auditing;

/// <summary>A page of records.</summary>
/// <param name="Rows">The records, oldest first.</param>
/// <param name="Next">Where the next page goes on; null when there is none.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, AuditCursor? Next);
