using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// What a partition value is computed from: the column itself or, for time transforms of timestamps, the hour it lies in, which determines them all
/// and has far fewer values.
/// </summary>
/// <param name="Sql">The key as the engine computes it, over the rows to be written.</param>
/// <param name="KeyType">Its type.</param>
/// <param name="ValueOf">The partition value of a key.</param>
internal sealed record PartitionSource(string Sql, IcebergType.Primitive KeyType, Func<Literal?, Literal?> ValueOf)
{
    private const long MicrosPerHour = 3_600_000_000;

    /// <exception cref="ArgumentException">The source is a field inside a column.</exception>
    public static PartitionSource Of(PartitionField field, Schema schema)
    {
        var column = schema.FindColumn(field.SourceId)
            ?? throw new ArgumentException(
                $"The partition field '{field.Name}' comes from field {field.SourceId}, which is no top-level column; such tables are only read.");
        var type = (IcebergType.Primitive)column.Type;
        var name = DuckDb.Sql.Identifier(column.Name);
        if (field.Transform is Transform.Void)
            return new PartitionSource("CAST(NULL AS INTEGER)", new IcebergType.Int(), _ => null);
        if (type is not (IcebergType.Timestamp or IcebergType.TimestampTz) || field.Transform is Transform.Identity or Transform.Bucket)
            return new PartitionSource(name, type, v => field.Transform.Apply(v));

        // Floored, also before 1970: the engine's division and remainder of integers cut towards zero.
        var micros = $"epoch_us({name})";
        var hour = $"({micros} - ((({micros} % {MicrosPerHour}) + {MicrosPerHour}) % {MicrosPerHour})) // {MicrosPerHour}";
        return new PartitionSource(
            hour, new IcebergType.Long(), v => v is Literal.Integer h ? field.Transform.Apply(new Literal.Timestamp(checked(h.Value * MicrosPerHour))) : null);
    }
}
