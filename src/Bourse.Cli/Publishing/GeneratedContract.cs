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
            # What the page, the quality rules and the welcome messages of {product} are made of. Lines that begin with #: are suggestions: take the #: away.
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
            {RowScope(schema)}    # A column that is restricted has its sample rows withheld from the public page; make it public to show them.
                properties:

            """);
        foreach (var field in schema.Fields)
        {
            yaml.Append($"      - name: {Text(field.Name)}\n        logicalType: {LogicalType(field.Type)}\n        physicalType: "
                + $"{Text(field.Type.ToString())}\n");
            if (field.Type is IcebergType.TimestampTz)
                yaml.Append("        logicalTypeOptions: {timezone: true}\n");
            yaml.Append($"        description: {Text($"{field.Name}, as the file has it.")}\n");
            // Nobody has looked at this file yet: its sample rows are withheld from the public page until the owner says otherwise.
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

            """);
        if (options.ProviderEmail != NewExchange.ContactPlaceholder)
            yaml.Append($"support:\n- channel: provider\n  tool: email\n  scope: interactive\n  url: {Text($"mailto:{options.ProviderEmail}")}\n")
                .Append("  description: Questions about content.\n");
        yaml.Append(Suggestions(table));
        return yaml.ToString().ReplaceLineEndings("\n");
    }

    // Suggested is the first column that an agreement's values can be matched with.
    private static string RowScope(Schema schema) => schema.Fields.FirstOrDefault(field => field.Type is IcebergType.String) is { } field
        ? $"""
            #:    customProperties:
            #:    # Agreements then name the values of this column whose rows a client gets; without it, a client gets every row.
            #:    - property: bourse.rowScope
            #:      value: {Text(field.Name)}

            """
        : "";

    private static string Suggestions(TableIdentifier table) =>
        $$"""
        #:slaProperties:
        #:- property: frequency
        #:  value: 1
        #:  unit: d
        #:price:
        #:  priceAmount: 1000
        #:  priceCurrency: USD
        #:  priceUnit: year
        #:customProperties:
        #:- property: bourse.terms
        #:  value: For the subscriber's own use.
        #:- property: bourse.history
        #:  value: Since 2010.
        #:- property: bourse.coverage
        #:  value: All funds.
        #:- property: bourse.sampleQueries
        #:  value:
        #:  - title: How many rows there are
        #:    sql: SELECT count(*) AS row_count FROM ${{{table.Name}}}
        #:# The page may then tell how many rows there are, of every client's together.
        #:- property: bourse.listing.volume
        #:  value: public

        """;

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
