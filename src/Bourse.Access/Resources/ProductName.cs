using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Bourse.Access.Resources;

/// <summary>A data product's name. It is also its S3 bucket and its Iceberg namespace, hence the bucket name rules.</summary>
public readonly partial record struct ProductName
{
    /// <summary>The one name that no product has: the bucket of the provider's own objects.</summary>
    public const string Lakehouse = "lakehouse";

    private readonly string? _value;

    private ProductName(string value) => _value = value;

    /// <summary>The name as written.</summary>
    public string Value => _value ?? throw new InvalidOperationException("ProductName must be parsed, not defaulted.");

    /// <summary>Parses a name of the form <c>[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]</c>; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductName name)
    {
        var valid = text is not null && text != Lakehouse && Form().IsMatch(text);
        name = valid ? new ProductName(text!) : default;
        return valid;
    }

    /// <summary>Parses a name of the form <c>[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]</c>.</summary>
    /// <exception cref="FormatException">The text does not have that form.</exception>
    public static ProductName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException("A product name has 3 to 63 lower-case letters, digits and hyphens, and starts and ends with a letter or digit, "
                + "for example portfolio-analytics. None is named lakehouse, which is the provider's own bucket.");

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
