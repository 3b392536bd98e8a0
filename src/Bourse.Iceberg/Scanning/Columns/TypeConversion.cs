using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>SQL that makes values of a table's type of stored ones: the specification's promotions, and the marks that writers leave out or set otherwise.</summary>
internal static class TypeConversion
{
    /// <summary>The converted expression; the expression itself when the stored type is the table's; null when the values cannot be of the table's type.</summary>
    /// <param name="expression">SQL for the stored value.</param>
    /// <param name="stored">Its engine type.</param>
    /// <param name="type">The table's type.</param>
    public static string? Convert(string expression, string stored, IcebergType.Primitive type)
    {
        if (type is IcebergType.Unread or IcebergType.TimestampTzNs)
            return null;
        var wanted = EngineTypes.ToSql(type);
        // A column of nulls may have got a type since; one without a type holds nothing else.
        if (stored == PhysicalTypes.Null)
            return $"CAST(NULL AS {wanted})";
        if (type is IcebergType.Unknown)
            return null;
        if (stored == wanted)
            return expression;
        return (type, stored) switch
        {
            (IcebergType.Int, "TINYINT" or "SMALLINT" or "UTINYINT" or "USMALLINT") => Cast(),
            (IcebergType.Long, "TINYINT" or "SMALLINT" or "INTEGER" or "UTINYINT" or "USMALLINT" or "UINTEGER") => Cast(),
            (IcebergType.Double, "FLOAT") => Cast(),
            // Wider than the table says happens too; a value that does not fit fails when it is read.
            (IcebergType.Decimal t, _) when stored.StartsWith("DECIMAL(", StringComparison.Ordinal) && stored.EndsWith($", {t.Scale})", StringComparison.Ordinal) =>
                Cast(),
            (IcebergType.Time, "TIME WITH TIME ZONE") => Cast(),
            (IcebergType.Timestamp, "DATE" or "TIMESTAMP_NS") => Cast(),
            (IcebergType.TimestampNs, "DATE") => Cast(),
            // A cast would go by the session's time zone.
            (IcebergType.Timestamp, PhysicalTypes.Instant) => $"make_timestamp(epoch_us({expression}))",
            (IcebergType.TimestampTz, "TIMESTAMP" or "TIMESTAMP_NS") => $"make_timestamptz(epoch_us({expression}))",
            (IcebergType.String, "BLOB") => $"decode({expression})",
            (IcebergType.Uuid, "BLOB") => $"CAST(hex({expression}) AS UUID)",
            (IcebergType.Fixed or IcebergType.Binary, "VARCHAR") => $"encode({expression})",
            _ => null,
        };

        string Cast() => $"CAST({expression} AS {wanted})";
    }
}
