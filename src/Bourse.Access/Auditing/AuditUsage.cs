using Bourse.Iceberg;

namespace Bourse.Access.Auditing;

/// <summary>What was read.</summary>
/// <param name="Requests">Number of requests.</param>
/// <param name="Bytes">Bytes sent, each time counted.</param>
/// <param name="Ranges">The bytes of the object that were asked for, merged and ascending; beyond 64 ranges the closest ones are joined.</param>
public sealed record AuditUsage(long Requests, long Bytes, ValueList<ByteRange> Ranges);
