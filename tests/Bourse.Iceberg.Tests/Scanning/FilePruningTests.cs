using System.Collections.Immutable;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Iceberg.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Scanning;

public sealed class FilePruningTests
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), false), new(2, "fund", new IcebergType.String(), false), new(3, "day", new IcebergType.Date(), false),
        new(4, "nav", new IcebergType.Decimal(18, 6), false), new(5, "weight", new IcebergType.Double(), false), new(6, "local", new IcebergType.Timestamp(), false),
        new(7, "known", new IcebergType.TimestampTz(), false), new(8, "raw", new IcebergType.Binary(), false), new(9, "big", new IcebergType.Long(), false),
        new(10, "fine", new IcebergType.TimestampNs(), false), new(11, "heard", new IcebergType.TimestampTzNs(), false),
    ]);

    private static readonly (int Source, Transform[] Transforms)[] Partitionings =
    [
        (1, [new Transform.Identity(), new Transform.Bucket(3), new Transform.Truncate(10), new Transform.Void()]),
        (2, [new Transform.Identity(), new Transform.Truncate(2), new Transform.Bucket(2)]),
        (3, [new Transform.Identity(), new Transform.Year(), new Transform.Month(), new Transform.Day()]),
        (4, [new Transform.Identity(), new Transform.Truncate(70)]),
        (5, [new Transform.Identity()]),
        (6, [new Transform.Year(), new Transform.Month(), new Transform.Day(), new Transform.Hour()]),
        (7, [new Transform.Month(), new Transform.Day(), new Transform.Hour()]),
        (8, [new Transform.Identity(), new Transform.Truncate(1)]),
        (9, [new Transform.Truncate(7), new Transform.Identity()]),
        (10, [new Transform.Year(), new Transform.Month(), new Transform.Day(), new Transform.Hour(), new Transform.Identity(), new Transform.Bucket(3)]),
        (11, [new Transform.Year(), new Transform.Month(), new Transform.Day(), new Transform.Hour()]),
    ];

    [Fact]
    public void No_file_or_manifest_with_a_row_that_holds_is_left_out()
    {
        var pruned = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var spec = Spec(random);
            var type = PartitionTypes.Of(spec, Columns);
            var files = Enumerable.Range(0, 3).Select(_ => File(random, spec)).ToList();
            var manifest = new ManifestWriter(Columns, spec).Write("m", 1, [.. files.Select(f => new ManifestEntry(EntryStatus.Added, 1, null, null, f.File))]).Entry;
            for (var i = 0; i < 20; i++)
            {
                var filter = RandomExpressions.Condition(random, Columns, 2);
                var pruning = new FilePruning(filter, Columns, spec, type);
                foreach (var (file, rows) in files)
                {
                    var holds = rows.Any(r => filter.Evaluate(id => r[id]) == true);
                    Assert.False(holds && !pruning.MayMatch(file), $"{filter} {spec}");
                    Assert.False(holds && !pruning.MayMatch(manifest), $"{filter} {spec}");
                    pruned += pruning.MayMatch(file) ? 0 : 1;
                }
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(400)));
        Assert.True(pruned > 5000, $"only {pruned} files were pruned");
    }

    [Fact]
    public void A_file_read_from_its_manifest_is_kept_and_left_out_as_the_one_that_was_written()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var spec = Spec(random);
            var type = PartitionTypes.Of(spec, Columns);
            var files = Enumerable.Range(0, 3).Select(_ => File(random, spec).File).ToList();
            var (content, manifest) = Written(spec, files);
            var read = ManifestReader.Read(content, manifest, type).Select(e => e.File).ToList();
            Assert.Equal(files.Select(f => f.Columns.AsEnumerable()), read.Select(f => f.Columns.AsEnumerable()));
            for (var i = 0; i < 20; i++)
            {
                var filter = RandomExpressions.Condition(random, Columns, 2);
                var pruning = new FilePruning(filter, Columns, spec, type);
                Assert.Equal(files.Select(pruning.MayMatch), read.Select(pruning.MayMatch));
                Assert.Equal(files.Select(pruning.MatchesAll), read.Select(pruning.MatchesAll));
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(200)));
    }

    [Fact]
    public void A_file_goes_unread_only_where_its_partition_proves_every_row_whatever_its_bounds_say()
    {
        var whole = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var spec = Spec(random);
            var type = PartitionTypes.Of(spec, Columns);
            var (file, rows) = File(random, spec);
            // A writer that computes bounds and counts of other rows than the file's.
            var lying = file with { Columns = File(random, spec).File.Columns };
            for (var i = 0; i < 20; i++)
            {
                var filter = RandomExpressions.Condition(random, Columns, 2);
                var pruning = new FilePruning(filter, Columns, spec, type);
                Assert.Equal(pruning.MatchesAll(file), pruning.MatchesAll(lying));
                Assert.False(pruning.MatchesAll(lying) && !rows.All(r => filter.Evaluate(id => r[id]) == true), $"{filter} {spec}");
                whole += pruning.MatchesAll(lying) && filter is not Expression.Always ? 1 : 0;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(400)));
        Assert.True(whole > 20, $"only {whole} files were proven");
    }

    [Theory]
    [InlineData(0L, false)]
    [InlineData(1L, true)]
    [InlineData(null, true)]
    public void NaN_counts_as_above_every_bound(long? nanCount, bool mayMatch)
    {
        var metrics = new ColumnMetrics { ValueCount = 3, NullCount = 0, NanCount = nanCount, LowerBound = Real(1), UpperBound = Real(2) };
        var file = new DataFile
        {
            Path = "f", SpecId = 0, Partition = [], RecordCount = 3, FileSizeBytes = 1, Columns = ImmutableSortedDictionary<int, ColumnMetrics>.Empty.Add(5, metrics),
        };
        var filter = new Expression.Compare(ComparisonOperator.Greater, 5, new Literal.Real(7));
        Assert.Equal(mayMatch, new FilePruning(filter, Columns, PartitionSpec.Unpartitioned, []).MayMatch(file));
        Assert.False(new FilePruning(new Expression.IsNull(5), Columns, PartitionSpec.Unpartitioned, []).MayMatch(file));
    }

    private static (byte[] Content, ManifestFile Manifest) Written(PartitionSpec spec, IEnumerable<DataFile> files)
    {
        var written = new ManifestWriter(Columns, spec).Write("m", 1, [.. files.Select(f => new ManifestEntry(EntryStatus.Added, 1, null, null, f))]);
        return (written.Content, written.Entry);
    }

    private static PartitionSpec Spec(Random random)
    {
        var chosen = Enumerable.Range(0, random.Next(4)).Select(_ => Partitionings[random.Next(Partitionings.Length)]);
        return new PartitionSpec(0, chosen
            .Select((p, i) => new PartitionField(p.Source, 1000 + i, $"p{i}", p.Transforms[random.Next(p.Transforms.Length)])).ToValueList());
    }

    private static (DataFile File, List<Dictionary<int, Literal?>> Rows) File(Random random, PartitionSpec spec)
    {
        var rows = Enumerable.Range(0, 12).Select(_ => Columns.Fields.ToDictionary(
            f => f.Id, f => random.Next(5) == 0 ? null : RandomExpressions.Value(random, f.Type))).ToList();
        var partition = Tuple(rows[0]);
        rows = [.. rows.Where(r => Tuple(r).Equals(partition))];
        return (new DataFile
        {
            Path = "f", SpecId = 0, Partition = partition, RecordCount = rows.Count, FileSizeBytes = 1,
            Columns = Columns.Fields.Where(_ => random.Next(4) > 0).ToImmutableSortedDictionary(f => f.Id, f => Metrics(random, [.. rows.Select(r => r[f.Id])], f.Type)),
        }, rows);

        ValueList<Literal?> Tuple(Dictionary<int, Literal?> row) => spec.Fields.Select(f => f.Transform.Apply(row[f.SourceId])).ToValueList();
    }

    private static ColumnMetrics Metrics(Random random, Literal?[] values, IcebergType type)
    {
        var known = values.OfType<Literal>().Where(v => v is not Literal.Real { Value: double.NaN }).ToArray();
        Array.Sort(known, Literal.Compare);
        var primitive = (IcebergType.Primitive)type;
        return new ColumnMetrics
        {
            ValueCount = values.Length,
            NullCount = random.Next(4) == 0 ? null : values.Count(v => v is null),
            NanCount = random.Next(4) == 0 ? null : values.Count(v => v is Literal.Real { Value: double.NaN }),
            LowerBound = known.Length == 0 || random.Next(4) == 0 ? null : Bytes(BoundTruncation.Lower(known[0], 2), primitive),
            UpperBound = known.Length == 0 || random.Next(4) == 0 || BoundTruncation.Upper(known[^1], 2) is not { } upper ? null : Bytes(upper, primitive),
        };
    }

    private static ValueList<byte> Bytes(Literal value, IcebergType.Primitive type) => ValueList.Create<byte>(LiteralBinary.Encode(value, type));

    private static ValueList<byte> Real(double value) => Bytes(new Literal.Real(value), new IcebergType.Double());
}
