namespace Bourse.Access.Resources;

/// <summary>What an action is on.</summary>
public abstract record Resource
{
    private Resource() { }

    /// <summary>The exchange itself: what every account may ask about itself.</summary>
    public sealed record Exchange : Resource;

    /// <summary>A product.</summary>
    public sealed record Product(ProductName Name) : Resource;

    /// <summary>A table of a product.</summary>
    public sealed record Table(ProductName Product, TableName Name) : Resource;

    /// <summary>An object of a table's projection; the key is relative to the product's bucket.</summary>
    public sealed record StoredObject(ProductName Product, TableName Table, string Key) : Resource;

    /// <summary>The rows of a table whose field holds a value: what a key look-up reads.</summary>
    public sealed record Rows(ProductName Product, TableName Table, int FieldId, string Value) : Resource;
}
