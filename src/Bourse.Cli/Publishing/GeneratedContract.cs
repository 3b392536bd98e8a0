using System.Text;
using System.Text.Json;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Iceberg.Schemas;
using Bourse.Server.Composition;

namespace Bourse.Cli.Publishing;

/// <summary>A data contract (ODCS 3.1) made from a table's columns: everything a listing needs, for its owner to put words to.</summary>
internal static class GeneratedContract
{
    /// <summary>The columns whose types a contract has no word for.</summary>
    public static IReadOnlyList<string> Unsuited(Schema schema) =>
        [.. schema.Fields.Where(field => LogicalType(field.Type) is null).Select(field => $"{field.Name} ({Name(field.Type)})")];

    /// <summary>Writes the contract as YAML. Texts are JSON strings, which YAML reads as they are.</summary>
    public static string Write(ProductName product, TableIdentifier table, Schema schema, BourseOptions options, string file)
    {
        var yaml = new StringBuilder();
        yaml.Append(
            $"""
            apiVersion: v3.1.0
            kind: DataContract
            id: {product}
            name: {product}
            version: 1.0.0
            status: active
            description:
              purpose: {Text($"The rows of {file}.")}
            schema:
              - name: {table.Name}
                physicalName: {table}
                physicalType: table
                logicalType: object
                description: {Text($"The rows of {file}.")}
                properties:

            """);
        foreach (var field in schema.Fields)
        {
            yaml.Append($"      - name: {Text(field.Name)}\n        logicalType: {LogicalType(field.Type)}\n        physicalType: "
                + $"{Text(field.Type.ToString())}\n");
            if (field.Type is IcebergType.TimestampTz)
                yaml.Append("        logicalTypeOptions: {timezone: true}\n");
            yaml.Append($"        description: {Text($"{field.Name}, as the file has it.")}\n");
            // Listing pages are public: nobody has looked at this file yet, so its sample rows are withheld until the owner says otherwise.
            yaml.Append("        classification: restricted\n");
        }
        yaml.Append(
            $"""
                quality:
                  - id: has_rows
                    type: library
                    metric: rowCount
                    mustBeGreaterThan: 0
                    dimension: completeness
                    description: There are rows.
            support:
              - channel: provider
                tool: email
                scope: interactive
                url: {Text($"mailto:{options.ProviderEmail}")}
                description: Questions about content.

            """);
        return yaml.ToString().ReplaceLineEndings("\n");
    }

    private static string? LogicalType(IcebergType type) => type switch
    {
        IcebergType.String or IcebergType.Uuid => "string",
        IcebergType.Date => "date",
        IcebergType.Timestamp or IcebergType.TimestampTz => "timestamp",
        IcebergType.Time => "time",
        IcebergType.Decimal or IcebergType.Float or IcebergType.Double => "number",
        IcebergType.Int or IcebergType.Long => "integer",
        IcebergType.Boolean => "boolean",
        _ => null,
    };

    private static string Name(IcebergType type) => type is IcebergType.Primitive ? type.ToString()
        : type.GetType().Name.ToLowerInvariant();

    private static string Text(string text) => JsonSerializer.Serialize(text);
}
