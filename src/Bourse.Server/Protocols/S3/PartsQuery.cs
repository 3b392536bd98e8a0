using System.Globalization;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>The parameters of <c>ListParts</c>.</summary>
/// <param name="After">The part number the page comes after.</param>
/// <param name="MaxParts">How many parts to answer, 0 to 1000.</param>
internal sealed record PartsQuery(int After, int MaxParts)
{
    private const int PageSizeMax = 1000;

    /// <summary>Parses the parameters; the error names the one that is wrong.</summary>
    public static (PartsQuery? Query, S3Error? Error) Parse(Parameters query)
    {
        var (after, max) = (0, PageSizeMax);
        if (query["max-parts"] is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out max))
            return (null, S3Error.InvalidArgument("max-parts", text, "Argument max-parts must be an integer between 0 and 2147483647"));
        if (query["part-number-marker"] is { Length: > 0 } marker && !int.TryParse(marker, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return (null, S3Error.InvalidArgument("part-number-marker", marker, "Argument part-number-marker must be an integer between 0 and 2147483647"));
        return (new PartsQuery(after, Math.Min(max, PageSizeMax)), null);
    }
}
