using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Maintenance.Support;
using Bourse.Iceberg.Writing;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>A table whose rows, shape, references and files are changed at random, beside a model that is changed by ordinary SQL.</summary>
internal sealed class RandomTable : IDisposable
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), Required: true),
        new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false),
        new(4, "nav", new IcebergType.Decimal(9, 3), Required: false),
        new(5, "weight", new IcebergType.Float(), Required: false),
        new(6, "place", new IcebergType.Struct([new(7, "city", new IcebergType.String(), false), new(8, "zip", new IcebergType.Int(), false)]), Required: false),
        new(9, "tags", new IcebergType.List(
            10, new IcebergType.Struct([new(11, "label", new IcebergType.String(), false), new(12, "n", new IcebergType.Int(), false)]), false), Required: false),
        new(13, "facts", new IcebergType.Map(14, new IcebergType.String(), 15, new IcebergType.Struct([new(16, "x", new IcebergType.Float(), false)]), false),
            Required: false),
    ]);

    private readonly int _seed;
    private readonly List<string> _steps = [];

    private RandomTable(int seed)
    {
        _seed = seed;
        Random = new System.Random(seed);
        Model = new ModelTables(Lake.Lake.Connection, Lake.Lake.Text);
    }

    public System.Random Random { get; }

    public MaintainedLake Lake { get; } = new();

    public ModelTables Model { get; }

    public IcebergTable Table { get; private set; } = null!;

    public Schema Schema => Table.Metadata.CurrentSchema;

    /// <summary>Plays random histories and checks each after every step.</summary>
    public static void Play(int histories, int steps, Func<RandomTable, bool, Task> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<int>>(), seed =>
        {
            using var table = new RandomTable(seed.Item);
            table.PlayAsync(steps, check).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(histories)));

    public void Dispose() => Lake.Dispose();

    public string Name(int fieldId) => Schema.FindColumn(fieldId)!.Name;

    /// <summary>Makes a commit.</summary>
    public Task CommitAsync(string step, Action<TableTransaction> change, string branch = SnapshotRef.Main) =>
        RunAsync(step, () => Lake.ChangeAsync(change, branch), branch);

    /// <summary>Does something to the table, and keeps in the model what snapshots it made: they show what the branch shows.</summary>
    public async Task RunAsync(string step, Func<Task> run, string branch = SnapshotRef.Main)
    {
        _steps.Add(branch == SnapshotRef.Main ? step : $"{branch}: {step}");
        await run();
        Table = await Lake.Pointer.LoadAsync();
        foreach (var snapshot in Table.Metadata.Snapshots.Where(s => !Model.Snapshots.Contains(s.Id)))
            Model.Keep(snapshot.Id, branch, Schema);
        foreach (var expired in Model.Snapshots.Where(id => Table.Metadata.FindSnapshot(id) is null).ToArray())
            Model.Forget(expired);
    }

    /// <summary>Fails unless both hold the same texts; the message says how to see it again.</summary>
    public void Check(IReadOnlyCollection<string> actual, IReadOnlyCollection<string> expected, string what)
    {
        if (!expected.SequenceEqual(actual))
            Fail($"{what}\nexpected {expected.Count}, among them:\n{string.Join('\n', expected.Except(actual).Take(20))}\nactual "
                + $"{actual.Count}:\n{string.Join('\n', actual.Except(expected).Take(20))}");
    }

    public void Fail(string message) => Assert.Fail($"seed {_seed}, after: {string.Join("; ", _steps)}\n{message}");

    private async Task PlayAsync(int steps, Func<RandomTable, bool, Task> check)
    {
        Table = await Lake.CreateAsync(
            Columns, null, ("bourse.maintenance.compaction.min-input-files", "2"), ("history.expire.max-snapshot-age-ms", $"{60 * MaintainedLake.HourMs}"),
            ("bourse.maintenance.reader-grace-ms", $"{12 * MaintainedLake.HourMs}"), ("bourse.maintenance.orphan-age-ms", $"{24 * MaintainedLake.HourMs}"));
        Model.Create(Schema);
        var (rows, shape, refs, maintenance) = (new RowSteps(this), new ShapeSteps(this), new ReferenceSteps(this), new MaintenanceSteps(this));
        await shape.EvolveSpecAsync();
        for (var step = 0; step < steps; step++)
        {
            Lake.NowMs += Random.Next(10, 8 * (int)MaintainedLake.HourMs);
            await (Random.Next(20) switch
            {
                < 11 => rows.StepAsync(),
                < 15 => shape.StepAsync(),
                < 17 => refs.StepAsync(),
                _ => maintenance.StepAsync(),
            });
            await check(this, step == steps - 1);
        }
    }
}
