using System.Globalization;
using Bourse.Access.Resources;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>A namespace of the catalogue: <c>product</c>, which moves with each revision, or <c>product@12</c>, which is fixed.</summary>
/// <param name="Product">The product.</param>
/// <param name="Revision">The revision that it is fixed to, from 1; null for one that moves.</param>
internal readonly record struct CatalogNamespace(ProductName Product, int? Revision)
{
    private const char Mark = '@';

    /// <summary>Reads a namespace; one form names one namespace, so <c>product@012</c> is none.</summary>
    public static bool TryParse(string? text, out CatalogNamespace parsed)
    {
        parsed = default;
        var at = text?.IndexOf(Mark, StringComparison.Ordinal) ?? -1;
        if (!ProductName.TryParse(at < 0 ? text : text![..at], out var product))
            return false;
        if (at < 0)
        {
            parsed = new CatalogNamespace(product, null);
            return true;
        }
        if (!int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) || revision < 1 || text![at + 1] == '0')
            return false;
        parsed = new CatalogNamespace(product, revision);
        return true;
    }

    /// <summary>As clients write it.</summary>
    public override string ToString() => Revision is { } revision ? string.Create(CultureInfo.InvariantCulture, $"{Product}{Mark}{revision}") : Product.Value;
}
