using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;
using Bourse.Catalog.Objects;
using Bourse.Exchange.Reading;

namespace Bourse.Exchange.Providers;

/// <summary>
/// The provider's way to the objects of its own lakehouse: the gate decides and records, then the objects are handed out to be read or changed. It knows no HTTP.
/// </summary>
public sealed class ProviderObjects(AccessGate gate, SourceObjects objects, AccountId provider)
{
    /// <summary>The bucket's name. No product has it.</summary>
    public string Bucket => objects.Bucket;

    /// <summary>Whether a caller is of the provider's account, to whom the bucket exists. What it may do there is decided by the other methods.</summary>
    public bool IsKnownTo(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Principal.Account == provider;
    }

    /// <summary>The objects, to read this one.</summary>
    public Task<ReadOutcome<SourceObjects>> ReadAsync(Caller caller, string key, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, AccessAction.ReadSource, new Resource.SourceObject(key), context, cancellation);

    /// <summary>The objects, to change this one.</summary>
    public Task<ReadOutcome<SourceObjects>> WriteAsync(Caller caller, string key, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, AccessAction.WriteSource, new Resource.SourceObject(key), context, cancellation);

    /// <summary>The objects, to delete this one.</summary>
    public Task<ReadOutcome<SourceObjects>> DeleteAsync(Caller caller, string key, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, AccessAction.DeleteSource, new Resource.SourceObject(key), context, cancellation);

    /// <summary>The objects, to list those whose keys begin with a prefix.</summary>
    public Task<ReadOutcome<SourceObjects>> ListAsync(Caller caller, string prefix, RequestContext context, CancellationToken cancellation) =>
        DecideAsync(caller, AccessAction.ListSource, new Resource.SourcePrefix(prefix), context, cancellation);

    private async Task<ReadOutcome<SourceObjects>> DecideAsync(
        Caller caller, AccessAction action, Resource resource, RequestContext context, CancellationToken cancellation) =>
        await gate.DecideAsync(caller, action, resource, context, cancellation) switch
        {
            Decision.Allowed => new ReadOutcome<SourceObjects>.Found(objects),
            Decision.Unavailable => new ReadOutcome<SourceObjects>.Unavailable(),
            Decision.Denied { Reason: DenyReason.SessionExpired or DenyReason.SessionRevoked } => new ReadOutcome<SourceObjects>.SessionEnded(),
            _ => new ReadOutcome<SourceObjects>.Refused(),
        };
}
