using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Schemas.Evolution;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Random changes of columns, of what is nested in them, of partitions and of settings.</summary>
internal sealed class ShapeSteps(RandomTable table)
{
    private static readonly Transform[] Transforms =
        [new Transform.Identity(), new Transform.Bucket(3), new Transform.Truncate(2), new Transform.Year(), new Transform.Month(), new Transform.Day()];

    private static readonly string[] Modes = ["merge-on-read", "copy-on-write"];

    // Structs by their names, and by those the engine has for them.
    private static readonly (int Id, string Name, string EngineName)[] Structs =
        [(6, "place", "place"), (9, "tags.element", "tags.element"), (13, "facts.value", "facts.value")];

    private int Number => table.Table.Metadata.LastColumnId + 1;

    public Task StepAsync() => table.Random.Next(5) switch
    {
        0 => EvolveSpecAsync(),
        1 => EvolveColumnsAsync(),
        2 or 3 => EvolveNestedAsync(),
        _ => SettingsAsync(),
    };

    public async Task EvolveSpecAsync()
    {
        var column = table.Schema.Fields[table.Random.Next(table.Schema.Fields.Count)];
        var transform = Transforms[table.Random.Next(Transforms.Length)];
        var drop = table.Random.Next(2) == 0;
        try
        {
            await table.CommitAsync($"partition by {transform}({column.Name})", t => t.UpdateSpec(s =>
                s.Fields.Count > 1 || (s.Fields.Count > 0 && drop) ? s.Remove(s.Fields[0].Name)
                    : s.Add(column.Name, transform, $"p{table.Table.Metadata.LastPartitionId}")));
        }
        catch (ArgumentException)
        {
            // The transform does not fit the column, or is there already.
        }
    }

    private async Task EvolveColumnsAsync()
    {
        switch (table.Random.Next(4))
        {
            case 0:
                var name = $"c{Number}";
                await EvolveAsync($"add {name}", s => s.Add(name, new IcebergType.Int()), $"ADD COLUMN {name} INTEGER");
                break;
            case 1:
                var (before, after) = (table.Name(2), $"fund{Number}_{table.Random.Next(100)}");
                if (before != after)
                    await EvolveAsync($"rename {before}", s => s.Rename(before, after), $"RENAME COLUMN {before} TO {after}");
                break;
            case 2 when Added(table.Schema.Fields) is { } added && table.Table.Metadata.DefaultSpec.Fields.All(p => p.SourceId != added.Id):
                await EvolveAsync($"drop {added.Name}", s => s.Drop(added.Name), $"DROP COLUMN {added.Name}");
                break;
            default:
                await EvolveAsync(
                    "widen", s => s.Widen("nav", new IcebergType.Decimal(18, 3)).Widen("weight", new IcebergType.Double()),
                    "ALTER nav TYPE DECIMAL(18, 3)", "ALTER weight TYPE DOUBLE");
                break;
        }
    }

    private async Task EvolveNestedAsync()
    {
        var (id, name, engineName) = Structs[table.Random.Next(Structs.Length)];
        var fields = StructIn(table.Schema.FindColumn(id)!.Type);
        var field = fields[table.Random.Next(fields.Count)];
        switch (table.Random.Next(4))
        {
            case 0:
                var added = $"f{Number}";
                await EvolveAsync(
                    $"add {name}.{added}", s => s.Add(added, new IcebergType.Int(), parent: name.Split('.')[0]), $"ADD COLUMN {engineName}.{added} INTEGER");
                break;
            case 1:
                var renamed = $"r{Number}_{table.Random.Next(1000)}";
                await EvolveAsync($"rename {name}.{field.Name}", s => s.Rename($"{name}.{field.Name}", renamed), $"RENAME COLUMN {engineName}.{field.Name} TO {renamed}");
                break;
            case 2 when fields.Count > 1:
                await EvolveAsync($"drop {name}.{field.Name}", s => s.Drop($"{name}.{field.Name}"), $"DROP COLUMN {engineName}.{field.Name}");
                break;
            case 3 when field.Type is IcebergType.Int or IcebergType.Float:
                IcebergType.Primitive wide = field.Type is IcebergType.Int ? new IcebergType.Long() : new IcebergType.Double();
                await EvolveAsync($"widen {name}.{field.Name}", s => s.Widen($"{name}.{field.Name}", wide));
                var column = table.Schema.FindColumn(id)!;
                table.Model.Alter($"ALTER {column.Name} TYPE {EngineTypes.ToSql(column.Type)}");
                break;
        }
    }

    private async Task EvolveAsync(string step, Func<SchemaUpdate, SchemaUpdate> change, params string[] model)
    {
        await table.CommitAsync(step, t => t.UpdateSchema(change));
        table.Model.Alter(model);
    }

    private Task SettingsAsync()
    {
        var settings = new[] { "delete", "update", "merge" }.Select(o => $"write.{o}.mode").ToArray();
        var mode = table.Random.Next(3);
        var granularity = table.Random.Next(2) == 0 ? "file" : "partition";
        var codec = ParquetLayout.Codecs[table.Random.Next(ParquetLayout.Codecs.Count)];
        return table.CommitAsync($"mode {mode}", t => t.UpdateProperties(
            new TextDictionary(settings.Where(_ => mode < 2).Select(s => KeyValuePair.Create(s, Modes[mode])).Concat(
                [new("write.delete.granularity", granularity), new(ParquetLayout.CodecProperty, codec), new(ParquetLayout.RowGroupBytesProperty, "1000")])),
            mode < 2 ? [] : settings));
    }

    private static NestedField? Added(ValueList<NestedField> fields) => fields.FirstOrDefault(f => f.Name.StartsWith('c'));

    private static ValueList<NestedField> StructIn(IcebergType type) => type switch
    {
        IcebergType.List t => StructIn(t.Element),
        IcebergType.Map t => StructIn(t.Value),
        _ => ((IcebergType.Struct)type).Fields,
    };
}
