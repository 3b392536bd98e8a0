using System.Globalization;
using Bourse.Catalog.Commits;
using Bourse.Iceberg.Metadata;
using Bourse.Metastore;
using Bourse.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Catalog.Tests.Commits;

/// <summary>
/// Random histories of commits, from current and stale versions, repeated, refused, with lost answers and failures, against a model that keeps a version and
/// the revisions of each table and the list of what was done alongside.
/// </summary>
[Collection(nameof(FaultPoint))]
public sealed class CommitModelTests
{
    [Fact]
    public void Over_random_histories_the_catalogue_agrees_with_the_model() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(30)).WithEndSize(50),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(), steps => { RunAsync(steps).GetAwaiter().GetResult(); }));

    private static async Task RunAsync(IEnumerable<int> steps)
    {
        await using var world = await CatalogWorld.CreateAsync();
        var run = new Run(world);
        await run.StartAsync();
        foreach (var step in steps)
        {
            await run.StepAsync(step % 8, step / 8);
            await run.CompareAsync();
        }
    }

    private sealed class Run(CatalogWorld world)
    {
        private static readonly string[] s_names = ["gold.a", "gold.b", "silver.c"];

        private readonly Dictionary<string, TableModel> _tables = [];
        private readonly Dictionary<string, List<CatalogTable>> _versions = [];
        private readonly Dictionary<string, (string[] Tables, long[] Versions)> _keys = [];
        private readonly List<string> _effects = [];

        public async Task StartAsync()
        {
            foreach (var name in s_names)
            {
                _versions[name] = [await world.CreateTableAsync(name)];
                _tables[name] = new TableModel(1, []);
            }
        }

        public Task StepAsync(int kind, int choice) => kind switch
        {
            0 or 1 or 2 => CommitAsync(TablesOf(choice), isStale: false, Key(choice), Fault.None),
            3 => CommitAsync(TablesOf(choice), isStale: true, Key(choice), Fault.None),
            4 => CommitAsync(TablesOf(choice), isStale: false, Key(choice), Fault.AnswerLost),
            5 => CommitAsync(TablesOf(choice), isStale: false, Key(choice), choice % 2 == 0 ? Fault.BeforeCommit : Fault.Alongside),
            6 => DropRevisionAsync(s_names[choice % 3]),
            _ => world.ReopenAsync(),
        };

        public async Task CompareAsync()
        {
            foreach (var (name, model) in _tables)
            {
                var table = await world.LoadAsync(name);
                Assert.Equal(model.Version, table.Version);
                Assert.Equal(model.Version - 1, table.Metadata.Snapshots.Count);
                Assert.Equal(
                    model.Revisions.Order(StringComparer.Ordinal), table.Metadata.Refs.Keys.Where(tag => tag != "main").Order(StringComparer.Ordinal));
            }
            Assert.Equal(_effects, await world.EffectsAsync());
            Assert.Equal(_tables.Values.Sum(model => model.Version), await CountReachableFilesAsync());
        }

        private async Task CommitAsync(string[] names, bool isStale, string? key, Fault fault)
        {
            var bases = names.Select(name => isStale ? _versions[name][0] : _versions[name][^1]).ToArray();
            var revision = $"rev-{_effects.Count + 1}";
            var commits = bases.Select(table => new TableCommit(table, Tagged(table, revision))).ToArray();
            var effect = string.Join('+', names) + " " + revision;
            var outcome = await AttemptAsync(commits, key, effect, fault);

            if (key is not null && _keys.TryGetValue(key, out var earlier))
            {
                if (earlier.Tables.SequenceEqual(names))
                    Assert.Equal(earlier.Versions, Assert.IsType<CommitOutcome.AlreadyCommitted>(outcome).Tables.Select(table => table.Version));
                else
                    Assert.IsType<CommitOutcome.Refused>(outcome);
            }
            else if (bases.FirstOrDefault(table => table.Version != _tables[table.Identifier.ToString()].Version) is { } stale)
            {
                Assert.Equal(new CommitOutcome.Conflict(stale.Identifier), outcome);
            }
            else if (fault is Fault.BeforeCommit or Fault.Alongside)
            {
                Assert.Null(outcome);
            }
            else
            {
                Assert.Equal(fault == Fault.AnswerLost, outcome is null);
                await MoveAsync(names, revision, effect, key);
            }
        }

        /// <summary>The outcome, or null when the call failed as the fault has it.</summary>
        private async Task<CommitOutcome?> AttemptAsync(TableCommit[] commits, string? key, string effect, Fault fault)
        {
            var point = fault switch { Fault.AnswerLost => "metastore.after-commit", Fault.BeforeCommit => "metastore.before-commit", _ => "" };
            using var armed = FaultPoint.Arm(name =>
            {
                if (name == point)
                    throw new TimeZoneNotFoundException();
            });
            try
            {
                return await world.Catalog.CommitAsync(commits, key, session => AlongsideAsync(session, effect, fault));
            }
            catch (TimeZoneNotFoundException)
            {
                // With a fault at the transaction's end also an outcome that changes nothing is lost; asking again without the fault gives it.
                return IsAnswered(commits, key) ? await world.Catalog.CommitAsync(commits, key) : null;
            }
        }

        private bool IsAnswered(TableCommit[] commits, string? key) =>
            (key is not null && _keys.ContainsKey(key)) || commits.Any(commit => commit.Base.Version != _tables[commit.Base.Identifier.ToString()].Version);

        private static async Task AlongsideAsync(IMetastoreWriteSession session, string effect, Fault fault) =>
            _ = fault == Fault.Alongside
                ? throw new TimeZoneNotFoundException()
                : await session.ExecuteAsync("INSERT INTO effects (what) VALUES (@Effect)", new { Effect = effect });

        private async Task MoveAsync(string[] names, string revision, string effect, string? key)
        {
            foreach (var name in names)
            {
                _tables[name] = new TableModel(_tables[name].Version + 1, [.. _tables[name].Revisions, revision]);
                _versions[name].Add(await world.LoadAsync(name));
            }
            _effects.Add(effect);
            if (key is not null)
                _keys.Add(key, (names, [.. names.Select(name => _tables[name].Version)]));
        }

        private async Task DropRevisionAsync(string name)
        {
            var table = _versions[name][^1];
            if (_tables[name].Revisions.FirstOrDefault() is not { } revision)
                return;

            var outcome = await world.Catalog.CommitAsync([new TableCommit(table, table.Metadata.WithoutRef(revision, 0))]);

            Assert.IsType<CommitOutcome.Refused>(outcome);
        }

        private TableMetadata Tagged(CatalogTable table, string revision)
        {
            var appended = world.Append(table);
            return appended.WithTag(revision, appended.CurrentSnapshotId!.Value, 0);
        }

        /// <summary>Every version ever committed must still be readable: readers may be using it.</summary>
        private async Task<long> CountReachableFilesAsync()
        {
            var count = 0L;
            foreach (var table in _versions.Values.SelectMany(versions => versions))
                count += await world.Store.HeadAsync(StoreLocation.Parse(table.MetadataLocation).Key) is null ? 0 : 1;
            return count;
        }

        private static string[] TablesOf(int choice) =>
            [.. s_names.Where((_, index) => ((choice % 7 + 1) >> index & 1) == 1)];

        private static string? Key(int choice) => (choice / 7 % 4) == 0 ? null : (choice / 28 % 12).ToString(CultureInfo.InvariantCulture);
    }

    private enum Fault
    {
        None,
        Alongside,
        BeforeCommit,
        AnswerLost,
    }

    private sealed record TableModel(long Version, string[] Revisions);
}
