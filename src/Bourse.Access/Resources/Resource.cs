namespace Bourse.Access.Resources;

/// <summary>What an action is on.</summary>
public abstract record Resource
{
    private Resource() { }

    /// <summary>The exchange itself: what every account may ask about itself.</summary>
    public sealed record Exchange : Resource;

    /// <summary>A product.</summary>
    public sealed record Product(ProductName ProductName) : Resource;

    /// <summary>A table of a product.</summary>
    public sealed record Table(ProductName ProductName, TableName TableName) : Resource;

    /// <summary>An object of a table's projection; the key is relative to the product's bucket.</summary>
    public sealed record StoredObject(ProductName ProductName, TableName TableName, string Key) : Resource;

    /// <summary>An object of the provider's lakehouse, by its key in the lakehouse's bucket.</summary>
    public sealed record SourceObject(string Key) : Resource;

    /// <summary>The objects of the provider's lakehouse whose keys begin with a prefix; empty for all.</summary>
    public sealed record SourcePrefix(string Prefix) : Resource;

    /// <summary>A table of the provider's lakehouse, whether or not there is one of that name.</summary>
    public sealed record SourceTable(string Namespace, string Name) : Resource;

    /// <summary>A namespace of the provider's lakehouse; null for all.</summary>
    public sealed record SourceNamespace(string? Name) : Resource;

    /// <summary>The rows of a table whose field holds a value: what a key look-up reads.</summary>
    public sealed record Rows(ProductName ProductName, TableName TableName, int FieldId, string Value) : Resource;
}
