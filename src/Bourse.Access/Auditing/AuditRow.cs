namespace Bourse.Access.Auditing;

/// <summary>A record for people: with the personal values that are not erased.</summary>
/// <param name="Record">The record.</param>
/// <param name="Address">The address, while its salt is kept.</param>
/// <param name="Email">The mail address, while its salt is kept.</param>
public sealed record AuditRow(AuditRecord Record, string? Address, string? Email);
