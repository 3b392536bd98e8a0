namespace Bourse.Iceberg.Metadata;

/// <summary>The content of a table at one time.</summary>
public sealed record Snapshot
{
    /// <summary>Its id, unique in the table, positive.</summary>
    public required long Id { get; init; }

    /// <summary>The snapshot it was made from; null for the first, or when that one expired.</summary>
    public long? ParentId { get; init; }

    /// <summary>Its place in the order of commits, from 1.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>When it was made, milliseconds since the Unix epoch.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>The location of its manifest list.</summary>
    public required string ManifestList { get; init; }

    /// <summary>The schema current when it was made; null when unknown.</summary>
    public int? SchemaId { get; init; }

    /// <summary>What was done: append, replace, overwrite or delete; null when the writer did not say.</summary>
    public string? Operation { get; init; }

    /// <summary>Counts and notes, all text; without <c>operation</c>.</summary>
    public TextDictionary Summary { get; init; } = TextDictionary.Empty;
}
