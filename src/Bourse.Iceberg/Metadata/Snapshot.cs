namespace Bourse.Iceberg.Metadata;

/// <summary>The content of a table at one time.</summary>
public sealed record Snapshot
{
    /// <summary>Its id, unique in the table, positive.</summary>
    public required long Id { get; init; }

    /// <summary>The snapshot it was made from; null for the first, or when that one expired.</summary>
    public long? ParentId { get; init; }

    /// <summary>Its place in the order of commits, from 1; 0 in version 1.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>When it was made, milliseconds since the Unix epoch.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>The location of its manifest list; null where a writer of version 1 put the manifests into <see cref="Manifests"/>.</summary>
    public required string? ManifestList { get; init; }

    /// <summary>The locations of its manifests where it has no list.</summary>
    public ValueList<string> Manifests { get; init; } = [];

    /// <summary>The schema current when it was made; null when unknown.</summary>
    public int? SchemaId { get; init; }

    /// <summary>What was done: append, replace, overwrite or delete; null when the writer did not say.</summary>
    public string? Operation { get; init; }

    /// <summary>The first row id given to its rows; null before version 3.</summary>
    public long? FirstRowId { get; init; }

    /// <summary>An upper bound of the rows that got ids with it; null before version 3.</summary>
    public long? AddedRows { get; init; }

    /// <summary>The key its manifest list is encrypted with; null when it is not.</summary>
    public string? KeyId { get; init; }

    /// <summary>Counts and notes, all text; without <c>operation</c>.</summary>
    public TextDictionary Summary { get; init; } = TextDictionary.Empty;
}
