using System.Globalization;
using Bourse.Access.Resources;

namespace Bourse.Access.Auditing;

/// <summary>
/// How resources are written in records: <c>exchange</c>, <c>product</c>, <c>product/table</c>, <c>product/key</c>,
/// <c>product/table?12=value</c>, <c>lakehouse/key</c>, <c>lakehouse/prefix*</c>,
/// <c>lakehouse:namespace.table</c>, <c>lakehouse:namespace</c>, <c>lakehouse:</c>.
/// </summary>
public static class ResourceText
{
    /// <summary>Longer texts, which only a hostile request has, are cut.</summary>
    public const int CharactersMax = 1100;

    /// <summary>The text of a resource.</summary>
    public static string Of(Resource resource)
    {
        var text = resource switch
        {
            Resource.Product product => product.ProductName.Value,
            Resource.Table table => $"{table.ProductName}/{table.TableName}",
            Resource.StoredObject stored => $"{stored.ProductName}/{stored.Key}",
            Resource.SourceObject source => $"lakehouse/{source.Key}",
            Resource.SourcePrefix source => $"lakehouse/{source.Prefix}*",
            Resource.SourceTable source => $"lakehouse:{source.Namespace}.{source.Name}",
            Resource.SourceNamespace source => $"lakehouse:{source.Name}",
            Resource.Rows rows => string.Create(CultureInfo.InvariantCulture, $"{rows.ProductName}/{rows.TableName}?{rows.FieldId}={rows.Value}"),
            _ => "exchange",
        };
        return text.Length <= CharactersMax ? text : text[..CharactersMax] + "…";
    }
}
