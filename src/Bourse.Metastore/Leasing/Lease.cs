namespace Bourse.Metastore.Leasing;

/// <summary>The right of one owner to do one thing for a while.</summary>
/// <param name="Name">What is leased.</param>
/// <param name="Owner">Who holds it, one name a process start.</param>
/// <param name="FencingToken">Rises with each acquisition of the name, from 1; the holder of an older one has lost the lease.</param>
/// <param name="ExpiresAt">Another owner may acquire it from then on.</param>
public sealed record Lease(string Name, string Owner, long FencingToken, DateTimeOffset ExpiresAt);
