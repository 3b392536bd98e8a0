namespace Bourse.Metastore.Leasing;

/// <summary>
/// Lets one of several nodes do a thing. A lease is a hint by time (clocks drift, processes pause); what makes it safe is <see cref="IsCurrentAsync"/>,
/// asked in the transaction that makes the change.
/// </summary>
public interface ILeases
{
    /// <summary>Acquires a lease that is free, expired, or held under the same owner name; null when another owner holds it.</summary>
    Task<Lease?> TryAcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken = default);

    /// <summary>Extends a lease from now; null when somebody else has acquired it since. An expired one that nobody took can be renewed.</summary>
    Task<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken = default);

    /// <summary>Gives a lease back; does nothing when it was lost.</summary>
    Task ReleaseAsync(Lease lease, CancellationToken cancellationToken = default);

    /// <summary>Whether nobody acquired the lease after this holder, as of the session's transaction.</summary>
    Task<bool> IsCurrentAsync(IMetastoreSession session, Lease lease);
}
