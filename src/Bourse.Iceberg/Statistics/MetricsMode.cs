using System.Globalization;
using System.Text.RegularExpressions;

namespace Bourse.Iceberg.Statistics;

/// <summary>How much of a column manifests tell. Closed. Written in properties as <c>none</c>, <c>counts</c>, <c>truncate(16)</c> or <c>full</c>.</summary>
public abstract partial record MetricsMode
{
    private MetricsMode() { }

    /// <summary>Bounds cut to 16 code points or bytes: what a table has that does not say.</summary>
    public static MetricsMode Default { get; } = new Truncate(BoundTruncation.DefaultLength);

    /// <summary>Nothing.</summary>
    public sealed record None : MetricsMode;

    /// <summary>Sizes and counts.</summary>
    public sealed record Counts : MetricsMode;

    /// <summary>Counts, and bounds cut to a length.</summary>
    /// <param name="Length">Code points or bytes, at least 1.</param>
    public sealed record Truncate(int Length) : MetricsMode;

    /// <summary>Counts, and bounds as they are.</summary>
    public sealed record Full : MetricsMode;

    /// <summary>Reads a property's value; null when it is none.</summary>
    public static MetricsMode? TryParse(string text) => text.ToLowerInvariant() switch
    {
        "none" => new None(),
        "counts" => new Counts(),
        "full" => new Full(),
        var other => TruncateForm().Match(other) is { Success: true } m
            && int.TryParse(m.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0
            ? new Truncate(length)
            : null,
    };

    [GeneratedRegex(@"\Atruncate\(([0-9]{1,9})\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex TruncateForm();
}
