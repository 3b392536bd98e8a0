using System.Globalization;

namespace Bourse.Server.Http;

/// <summary>What one <c>Range</c> header asks of a representation of known length (RFC 9110 section 14).</summary>
public abstract record RangeHeader
{
    private const string Unit = "bytes=";

    private RangeHeader() { }

    /// <summary>Everything: no header, several ranges, or one that does not parse, which RFC 9110 says to ignore.</summary>
    public sealed record Whole : RangeHeader;

    /// <summary>One run of bytes: at least one, all inside the representation.</summary>
    public sealed record Part(long Offset, long Length) : RangeHeader;

    /// <summary>A well-formed range no byte of which exists: 416.</summary>
    public sealed record Unsatisfiable : RangeHeader;

    /// <summary>Resolves a header such as <c>bytes=0-99</c>, <c>bytes=100-</c> or <c>bytes=-100</c> against a length in bytes.</summary>
    public static RangeHeader Resolve(string? header, long totalLength)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
            return new Whole();
        var spec = header.AsSpan(Unit.Length).Trim();
        var dash = spec.IndexOf('-');
        if (dash < 0 || spec.Contains(','))
            return new Whole();
        var first = spec[..dash];
        var last = spec[(dash + 1)..];
        if (first.IsEmpty)
            return TryPosition(last, out var suffix) ? Suffix(suffix, totalLength) : new Whole();
        if (!TryPosition(first, out var start))
            return new Whole();
        var end = long.MaxValue;
        if (!last.IsEmpty && (!TryPosition(last, out end) || end < start))
            return new Whole();
        if (start >= totalLength)
            return new Unsatisfiable();
        return new Part(start, Math.Min(end, totalLength - 1) - start + 1);
    }

    private static RangeHeader Suffix(long suffix, long totalLength) =>
        suffix == 0 || totalLength == 0
            ? new Unsatisfiable()
            : new Part(Math.Max(0, totalLength - suffix), Math.Min(suffix, totalLength));

    // Positions are digits only; one too large for any object saturates, because "bytes=5-99999999999999999999" is still a valid range.
    private static bool TryPosition(ReadOnlySpan<char> text, out long position)
    {
        position = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position))
            position = long.MaxValue;
        return true;
    }
}
