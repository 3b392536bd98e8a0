using System.Globalization;
using System.Text.Json;
using Bourse.Cli.Output;

namespace Bourse.Cli.Demo;

/// <summary>What the story came to.</summary>
internal sealed class DemoReport
{
    /// <summary>Agreement accepted to the last row of the client's first query, milliseconds.</summary>
    public long? AgreementToFirstQueryMs { get; set; }

    /// <summary>Suspension ordered to the last protocol's first refusal, milliseconds.</summary>
    public long? RevocationEffectiveMs { get; set; }

    /// <summary>What each client saw.</summary>
    public List<DemoClientResult> Clients { get; } = [];

    /// <summary>Whether the audit log was verified against the checkpoint that a client kept.</summary>
    public bool AuditVerified { get; set; }

    /// <summary>Whether every step held.</summary>
    public bool Ok { get; set; }

    /// <summary>Writes the report to stdout.</summary>
    public void Write(Terminal terminal, IReadOnlyList<DemoStep> steps, OutputFormat format)
    {
        if (format == OutputFormat.Json)
            terminal.WriteJson(writer => WriteJson(writer, steps));
        else
            terminal.Write(Closing(), OutputFormat.Table);
    }

    private DataRows Closing()
    {
        var rows = new List<IReadOnlyList<object?>>
        {
            new object?[] { "agreement → last row of the first query", Milliseconds(AgreementToFirstQueryMs) },
            new object?[] { "suspension → refused by every protocol", Milliseconds(RevocationEffectiveMs) },
        };
        rows.AddRange(Clients.Select(client => (IReadOnlyList<object?>)
        [
            client.Name,
            string.Create(CultureInfo.InvariantCulture,
                $"{client.Rows} of {client.RowsExpected} rows, {client.ForbiddenRows} forbidden rows, {client.ForbiddenColumns} "
                    + $"forbidden columns"),
        ]));
        rows.Add(["audit log verified against a client's checkpoint", AuditVerified ? "yes" : "no"]);
        rows.Add(["every step held", Ok ? "yes" : "no"]);
        return new DataRows(["what", "came to"], rows);
    }

    private void WriteJson(Utf8JsonWriter writer, IReadOnlyList<DemoStep> steps)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("steps");
        foreach (var step in steps)
        {
            writer.WriteStartObject();
            writer.WriteString("name", step.Name);
            writer.WriteBoolean("ok", step.Ok);
            writer.WriteNumber("ms", step.Milliseconds);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        Number(writer, "agreement_to_first_query_ms", AgreementToFirstQueryMs);
        Number(writer, "revocation_effective_ms", RevocationEffectiveMs);
        writer.WriteStartArray("clients");
        foreach (var client in Clients)
        {
            writer.WriteStartObject();
            writer.WriteString("name", client.Name);
            writer.WriteNumber("rows", client.Rows);
            writer.WriteNumber("rows_expected", client.RowsExpected);
            writer.WriteNumber("forbidden_rows", client.ForbiddenRows);
            writer.WriteNumber("forbidden_columns", client.ForbiddenColumns);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteBoolean("audit_verified", AuditVerified);
        writer.WriteBoolean("ok", Ok);
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }

    private static string Milliseconds(long? value) => value is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms} ms") : "—";
}
