namespace Bourse.Iceberg.Manifests;

/// <summary>What prunes by one column of one file, its bounds in the format's binary form and not copied. Nothing known is the default.</summary>
/// <param name="nullCount">Nulls; null when not known.</param>
/// <param name="nanCount">NaNs; null when not known.</param>
/// <param name="hasLower">Whether there is a lower bound; an empty one is one of text or bytes.</param>
/// <param name="lower">The lower bound.</param>
/// <param name="hasUpper">Whether there is an upper bound.</param>
/// <param name="upper">The upper bound.</param>
internal readonly ref struct ColumnBounds(long? nullCount, long? nanCount, bool hasLower, ReadOnlySpan<byte> lower, bool hasUpper, ReadOnlySpan<byte> upper)
{
    public long? NullCount { get; } = nullCount;

    public long? NanCount { get; } = nanCount;

    public bool HasLower { get; } = hasLower;

    public ReadOnlySpan<byte> Lower { get; } = lower;

    public bool HasUpper { get; } = hasUpper;

    public ReadOnlySpan<byte> Upper { get; } = upper;

    public static ColumnBounds Of(ColumnMetrics? metrics) => metrics is null
        ? default
        : new ColumnBounds(
            metrics.NullCount, metrics.NanCount, metrics.LowerBound is not null, SpanOf(metrics.LowerBound), metrics.UpperBound is not null, SpanOf(metrics.UpperBound));

    private static ReadOnlySpan<byte> SpanOf(ValueList<byte>? bound) => bound is null ? [] : bound.AsSpan();
}
