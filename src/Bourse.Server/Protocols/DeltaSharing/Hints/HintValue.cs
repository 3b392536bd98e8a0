using System.Globalization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Server.Protocols.DeltaSharing.Hints;

/// <summary>Constants of hints as values of a column's own type; null for those that another engine might read or convert in another way.</summary>
internal static class HintValue
{
    /// <summary>A quoted text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="kind">The word before it, <c>DATE</c> or <c>TIMESTAMP</c>; empty for none.</param>
    public static Literal? OfText(string text, IcebergType type, string kind) => (type, kind.ToUpperInvariant()) switch
    {
        (IcebergType.String, "") when Literal.Text.IsWellFormed(text) => new Literal.Text(text),
        (IcebergType.Date, "" or "DATE") => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? LiteralValues.From(text, (IcebergType.Primitive)type)
            : null,
        // A time without a zone is one of the reader's session, which is not known here.
        (IcebergType.TimestampTz, "" or "TIMESTAMP") => SharingQuery.TryTime(text, out var time) ? LiteralValues.From(time, (IcebergType.Primitive)type) : null,
        _ => null,
    };

    /// <summary>A number, true or false, as it is typed without quotes.</summary>
    public static Literal? OfWord(string word, IcebergType type) => type switch
    {
        IcebergType.Boolean when bool.TryParse(word, out _) => From(word, type),
        IcebergType.Int or IcebergType.Long or IcebergType.Double or IcebergType.Decimal when char.IsAsciiDigit(word[^1]) => From(word, type),
        _ => null,
    };

    private static Literal? From(string text, IcebergType type)
    {
        try
        {
            return LiteralValues.From(text, (IcebergType.Primitive)type);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            // Beyond what the column can hold, or between two of its values: true and false for all rows, but not worth the words.
            return null;
        }
    }
}
