using System.CommandLine;
using System.Globalization;
using Bourse.Cli.Output;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary><c>bourse iceberg metadata TABLE</c>: what the table is.</summary>
internal static class MetadataCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new TableOptions();
        var command = options.On("metadata", "Show a table's version, columns, partitions and settings");
        command.SetAction(async (parsed, cancellation) =>
        {
            var table = await options.OpenAsync(parsed, cancellation);
            TableOutput.Write(context.Terminal, ["name", "value"], Facts(table.Metadata, table.MetadataLocation), parsed.GetValue(options.Format));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<object?[]> Facts(TableMetadata table, string location)
    {
        yield return ["metadata-file", location];
        yield return ["format-version", table.FormatVersion];
        yield return ["table-uuid", table.TableUuid];
        yield return ["location", table.Location];
        yield return ["last-updated", DateTimeOffset.FromUnixTimeMilliseconds(table.LastUpdatedMs)];
        yield return ["last-sequence-number", table.LastSequenceNumber];
        yield return ["current-snapshot-id", table.CurrentSnapshotId?.ToString(CultureInfo.InvariantCulture)];
        yield return ["snapshots", table.Snapshots.Count];
        yield return ["current-schema-id", table.CurrentSchemaId];
        foreach (var field in table.CurrentSchema.Fields)
            yield return [string.Create(CultureInfo.InvariantCulture, $"column {field.Id}"), $"{field.Name} {TypeText(field.Type)}{(field.Required ? " required" : "")}"];
        yield return ["default-spec-id", table.DefaultSpecId];
        foreach (var field in table.DefaultSpec.Fields)
        {
            yield return
            [
                string.Create(CultureInfo.InvariantCulture, $"partition {field.FieldId}"),
                $"{field.Name} {field.Transform} of {table.CurrentSchema.FindField(field.SourceId)?.Name}",
            ];
        }
        foreach (var (name, reference) in table.Refs)
            yield return [$"{reference.Kind.ToString().ToLowerInvariant()} {name}", reference.SnapshotId.ToString(CultureInfo.InvariantCulture)];
        foreach (var (name, value) in table.Properties)
            yield return [$"property {name}", value];
    }

    private static string TypeText(IcebergType type) => type switch
    {
        IcebergType.Struct t => $"struct<{string.Join(", ", t.Fields.Select(f => $"{f.Name}: {TypeText(f.Type)}"))}>",
        IcebergType.List t => $"list<{TypeText(t.Element)}>",
        IcebergType.Map t => $"map<{TypeText(t.Key)}, {TypeText(t.Value)}>",
        _ => type.ToString(),
    };
}
