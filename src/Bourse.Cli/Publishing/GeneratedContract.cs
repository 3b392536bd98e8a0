using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Iceberg.Schemas;
using Bourse.Server.Composition;

namespace Bourse.Cli.Publishing;

/// <summary>A data contract (ODCS 3.1) made from a table's columns: everything a listing needs, for its owner to put words to.</summary>
internal static class GeneratedContract
{
    // A file that people edit: letters of every language stand in it as they are.
    private static readonly JsonSerializerOptions s_texts = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The columns whose types a contract has no word for.</summary>
    public static IReadOnlyList<string> Unsuited(Schema schema) =>
        [.. schema.Fields.Where(field => LogicalType(field.Type) is null).Select(field => $"{field.Name} ({Name(field.Type)})")];

    /// <summary>Writes the contract as YAML. Texts are JSON strings, which YAML reads as they are.</summary>
    /// <param name="product">The product.</param>
    /// <param name="table">Its table.</param>
    /// <param name="schema">The table's columns.</param>
    /// <param name="options">Who provides it.</param>
    /// <param name="file">The name of the file that it is made of.</param>
    /// <param name="rowScope">The column that may say which rows are whose; null for none.</param>
    public static string Write(ProductName product, TableIdentifier table, Schema schema, BourseOptions options, string file, string? rowScope)
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
            {RowScope(rowScope)}    # A column that is restricted has its sample rows withheld from the public page; make it public to show them.
                properties:

            """);
        foreach (var field in schema.Fields)
            yaml.Append(Column(field));
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

    /// <summary>What a contract says of one column, as it stands below <c>properties:</c>.</summary>
    public static string Column(NestedField field) =>
        $"      - name: {Text(field.Name)}\n        logicalType: {LogicalType(field.Type)}\n        physicalType: {Text(field.Type.ToString()!)}\n"
        + (field.Type is IcebergType.TimestampTz ? "        logicalTypeOptions: {timezone: true}\n" : "")
        + $"        description: {Text($"{field.Name}, as the file has it.")}\n"
        // Nobody has looked at this file yet: its sample rows are withheld from the public page until the owner says otherwise.
        + "        classification: restricted\n";

    private static string RowScope(string? column) => column is not null
        ? $"""
            #:    customProperties:
            #:    # Agreements then name the values of this column whose rows a client gets; without it, a client gets every row.
            #:    - property: bourse.rowScope
            #:      value: {Text(column)}

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

    private static string Text(string text) => JsonSerializer.Serialize(text, s_texts);
}
