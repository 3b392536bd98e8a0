using System.Diagnostics;
using System.Globalization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Authorization.Masks;

/// <summary>Masks as agreements write them.</summary>
public static class MaskWords
{
    private const string Hash = "hash", Subscriber = "subscriber";

    private static readonly Dictionary<string, DateUnit> s_units = Enum.GetValues<DateUnit>().ToDictionary(UnitName, StringComparer.Ordinal);

    private static readonly HashKey s_any = HashKey.OfProduct(ProductName.Parse("any"));

    /// <summary>What agreements may write.</summary>
    public const string Forms = "redact, null, constant(value), last4, hash, hash(subscriber), year, quarter, month, week, day, hour, bucket(width)";

    /// <summary>Reads a mask such as <c>last4</c>, <c>bucket(10)</c> or <c>hash(subscriber)</c>; null when it is none of <see cref="Forms"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="product">The product whose key, or keys, hashes have.</param>
    /// <param name="account">The account whose own key a hash per subscriber has.</param>
    public static Mask? Parse(string text, ProductName product, AccountId account) => Parse(text, HashKey.OfProduct(product), HashKey.OfSubscriber(product, account));

    /// <summary>Whether a text is one of <see cref="Forms"/>.</summary>
    public static bool IsMask(string text) => Parse(text, s_any, s_any) is not null;

    private static Mask? Parse(string text, HashKey ofProduct, HashKey ofSubscriber)
    {
        ArgumentNullException.ThrowIfNull(text);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var (word, argument) = open < 0 || !text.EndsWith(')') ? (text, null) : (text[..open], text[(open + 1)..^1]);
        return (word, argument) switch
        {
            ("redact", null) => new Mask.Redact(),
            ("null", null) => new Mask.Null(),
            ("last4", null) => new Mask.LastFour(),
            ("constant", { } value) => new Mask.Constant(value),
            (Hash, null) => new Mask.KeyedHash(ofProduct),
            (Hash, Subscriber) => new Mask.KeyedHash(ofSubscriber),
            ("bucket", { } width) when IsWidth(width, out var value) => new Mask.Bucket(value),
            (_, null) when s_units.TryGetValue(word, out var unit) => new Mask.TruncateDate(unit),
            _ => null,
        };
    }

    /// <summary>The mask's name, such as <c>last4</c> or <c>bucket</c>.</summary>
    public static string Name(Mask mask) => mask switch
    {
        Mask.Redact => "redact",
        Mask.Null => "null",
        Mask.Constant => "constant",
        Mask.LastFour => "last4",
        Mask.KeyedHash => Hash,
        Mask.TruncateDate m => UnitName(m.Unit),
        Mask.Bucket => "bucket",
        _ => throw new UnreachableException(),
    };

    internal static DateUnit? Unit(string? name) => name is not null && s_units.TryGetValue(name, out var unit) ? unit : null;

    /// <summary>A period, as agreements and the engine name it.</summary>
    public static string UnitName(DateUnit unit) => unit switch
    {
        DateUnit.Year => "year",
        DateUnit.Quarter => "quarter",
        DateUnit.Month => "month",
        DateUnit.Week => "week",
        DateUnit.Day => "day",
        DateUnit.Hour => "hour",
        _ => throw new UnreachableException(),
    };

    internal static bool IsWidth(string? text, out decimal width) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out width) && width > 0;
}
