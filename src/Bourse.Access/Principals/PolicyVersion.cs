using Bourse.Metastore;

namespace Bourse.Access.Principals;

/// <summary>The counter that every change of policy raises, in the transaction that makes the change. Nodes poll it and reload when it moved.</summary>
public static class PolicyVersion
{
    /// <summary>The current version, 1 or more.</summary>
    public static Task<long> ReadAsync(IMetastoreSession session) =>
        session.QuerySingleOrDefaultAsync<long>("SELECT version FROM policy_version WHERE only = 1");

    /// <summary>Raises the version; to be called by whatever changes grants, states or epochs.</summary>
    /// <returns>The new version.</returns>
    public static async Task<long> RaiseAsync(IMetastoreWriteSession session)
    {
        await session.ExecuteAsync("UPDATE policy_version SET version = version + 1 WHERE only = 1");
        return await ReadAsync(session);
    }
}
