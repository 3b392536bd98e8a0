namespace Bourse.Projection.Collecting;

/// <summary>Some objects of the projections' store.</summary>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">Their bytes together.</param>
public readonly record struct StoredAmount(long Objects, long Bytes)
{
    internal static StoredAmount Of(IEnumerable<long> lengths) =>
        lengths.Aggregate(default(StoredAmount), (sum, length) => new StoredAmount(sum.Objects + 1, sum.Bytes + length));
}
