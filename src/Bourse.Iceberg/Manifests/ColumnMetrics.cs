namespace Bourse.Iceberg.Manifests;

/// <summary>What is known of one column in one file; null for what is not known. Bounds only prune: they prove nothing about a row's right to be seen.</summary>
public sealed record ColumnMetrics
{
    /// <summary>Size in bytes.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Values, with nulls and NaNs.</summary>
    public long? ValueCount { get; init; }

    /// <summary>Nulls.</summary>
    public long? NullCount { get; init; }

    /// <summary>NaNs; only for float and double.</summary>
    public long? NanCount { get; init; }

    /// <summary>A value not above any other, nulls and NaNs aside, in the format's binary form; text and bytes may be cut.</summary>
    public ValueList<byte>? LowerBound { get; init; }

    /// <summary>A value not below any other, nulls and NaNs aside, in the format's binary form; cut text and bytes are raised.</summary>
    public ValueList<byte>? UpperBound { get; init; }
}
