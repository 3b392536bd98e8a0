namespace Bourse.Iceberg.Schemas.Evolution;

/// <summary>Which types a column may take on without its old files becoming unreadable (Iceberg specification, "Schema Evolution").</summary>
public static class TypePromotion
{
    /// <summary>Whether every value of a type is one of another: int of long, float of double, a decimal of more digits and the same scale, or the type itself.</summary>
    public static bool Keeps(IcebergType from, IcebergType to) => (from, to) switch
    {
        (IcebergType.Int, IcebergType.Long) or (IcebergType.Float, IcebergType.Double) => true,
        (IcebergType.Decimal narrow, IcebergType.Decimal wide) => narrow.Scale == wide.Scale && narrow.Precision <= wide.Precision,
        _ => from == to,
    };
}
