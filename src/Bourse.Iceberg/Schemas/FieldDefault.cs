using Bourse.Iceberg.Expressions;

namespace Bourse.Iceberg.Schemas;

/// <summary>A default of a field (Iceberg specification, "Default values", version 3). Closed.</summary>
public abstract record FieldDefault
{
    private FieldDefault() { }

    /// <summary>A value of a primitive field.</summary>
    public sealed record Value(Literal Literal) : FieldDefault;

    /// <summary>A struct whose fields have the defaults of their own.</summary>
    public sealed record OfFields : FieldDefault;
}
