using Bourse.Metastore;

namespace Bourse.Access.Auditing;

/// <summary>The checkpoints that were signed, as notes. Hand them out freely: every outsider who keeps one is a witness.</summary>
public static class AuditCheckpoints
{
    /// <summary>The latest checkpoint, or null before the first record.</summary>
    public static Task<string?> LatestAsync(IMetastoreSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.QuerySingleOrDefaultAsync<string>("SELECT CAST(note AS TEXT) AS note FROM audit_checkpoints ORDER BY size DESC LIMIT 1");
    }

    internal static async Task<long> LatestSizeAsync(IMetastoreSession session) =>
        await session.QuerySingleOrDefaultAsync<long?>("SELECT max(size) FROM audit_checkpoints") ?? 0;
}
