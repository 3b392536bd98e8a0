using Bourse.Access.Resources;
using Bourse.Iceberg.Schemas;

namespace Bourse.Contracts;

/// <summary>Holds tables against the contract that promises them.</summary>
public static class ContractCheck
{
    /// <summary>Compares every table of the contract with the schema it is to be served with.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="schemaOf">The schema of a table; null for one that does not exist, which is somebody else's to report.</param>
    /// <returns>Every mismatch, naming table and column; empty when the tables keep the contract.</returns>
    public static IReadOnlyList<string> Against(DataContract contract, Func<TableName, Schema?> schemaOf)
    {
        var mistakes = new List<string>();
        foreach (var table in contract.Tables)
        {
            if (schemaOf(table.Name) is { } schema)
            {
                Compare(table, schema, mistakes);
            }
        }

        return mistakes;
    }

    private static void Compare(ContractTable table, Schema schema, List<string> mistakes)
    {
        foreach (var column in table.Columns)
        {
            if (Mistake(table, column, schema.Fields.FirstOrDefault(field => field.Name == column.Name)) is { } mistake)
            {
                mistakes.Add($"{table.Name}.{column.Name}: the contract promises {mistake}");
            }
        }

        foreach (var field in schema.Fields.Where(field => table.Columns.All(column => column.Name != field.Name)))
        {
            mistakes.Add(
                $"{table.Name}.{field.Name}: {table.PhysicalName} has this column and the contract does not describe it; "
                + "describe it, or leave it out of the table.");
        }
    }

    private static string? Mistake(ContractTable table, ContractColumn column, NestedField? field)
    {
        if (field is null)
        {
            return $"this column and {table.PhysicalName} does not have it; add it there, or take it out of the contract.";
        }

        if (column.PhysicalType is { } physical && Compact(physical) != Compact(field.Type.ToString()!))
        {
            return $"{physical} and {table.PhysicalName} has {field.Type}; cast it there, or correct physicalType.";
        }

        return Fits(column.Type, field.Type)
            ? null
            : $"{Name(column.Type)} and {table.PhysicalName} has {field.Type}; cast it there, or correct logicalType.";
    }

    private static bool Fits(LogicalType promised, IcebergType actual) => promised switch
    {
        LogicalType.String => actual is IcebergType.String or IcebergType.Uuid,
        LogicalType.Date => actual is IcebergType.Date,
        LogicalType.Timestamp => actual is IcebergType.Timestamp or IcebergType.TimestampTz,
        LogicalType.Time => actual is IcebergType.Time,
        LogicalType.Number => actual is IcebergType.Decimal or IcebergType.Float or IcebergType.Double,
        LogicalType.Integer => actual is IcebergType.Int or IcebergType.Long,
        LogicalType.Boolean => actual is IcebergType.Boolean,
        _ => false,
    };

    private static string Compact(string type) => type.Replace(" ", "", StringComparison.Ordinal);

    // The standard writes logical types in lower case.
    private static string Name(LogicalType type) => type.ToString().ToLowerInvariant();
}
