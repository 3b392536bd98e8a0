using System.Text.Json.Serialization;
using Bourse.Access.Resources;

namespace Bourse.Exchange.Publishing;

/// <summary>An immutable state of a product: its tables, each pinned to a snapshot that no later write can change or remove.</summary>
public sealed record Revision
{
    /// <summary>The product.</summary>
    public required ProductName Product { get; init; }

    /// <summary>1, 2, 3… within the product.</summary>
    public required int Number { get; init; }

    /// <summary>32 lower-case hexadecimal digits, unique over all products.</summary>
    public required string Id { get; init; }

    /// <summary>When it was published, to the microsecond.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>What is new, in the publisher's words.</summary>
    public required string Comment { get; init; }

    /// <summary>The contract it was published under, lower-case hexadecimal SHA-256 of its text.</summary>
    public required string ContractDigest { get; init; }

    /// <summary>That contract's version; null in revisions that did not keep it.</summary>
    public string? ContractVersion { get; init; }

    /// <summary>The pinned tables, in the contract's order.</summary>
    public required IReadOnlyList<RevisionAsset> Assets { get; init; }

    /// <summary>The revision whose content this one serves again; null where the content was new.</summary>
    public int? ContentOf { get; init; }

    /// <summary>Since when and why it is not served any more; null while it is. All else of a revision never changes.</summary>
    [JsonIgnore]
    public RevisionRevocation? Revocation { get; init; }

    /// <summary>What the quality rules measured before it was published.</summary>
    public required QualityReport Quality { get; init; }

    /// <summary>Rows of all tables.</summary>
    [JsonIgnore]
    public long RowCount => Assets.Sum(asset => asset.RowCount);

    /// <summary>Bytes of all tables' data files.</summary>
    [JsonIgnore]
    public long SizeBytes => Assets.Sum(asset => asset.SizeBytes);

    /// <summary>Whether another revision has the very same tables.</summary>
    public bool HasContentOf(Revision other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Assets.Select(asset => (asset.Table, asset.Digest)).SequenceEqual(other.Assets.Select(asset => (asset.Table, asset.Digest)));
    }

    /// <summary>The tag that keeps the source snapshots: no maintenance may expire them.</summary>
    public string SourceTag => $"rev-{Product}-{Number}";
}
