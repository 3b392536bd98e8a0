using System.Collections.Immutable;
using System.Text;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Scanning.Deletes;
using Xunit.Abstractions;

namespace Bourse.Iceberg.Tests.Scanning.Deletes;

/// <summary>Which deletes apply to which data file, by the specification's "Scan Planning".</summary>
public sealed class DeleteIndexTests(ITestOutputHelper output)
{
    private const string Data = "s3://lake/t/data/a.parquet";

    [Theory]
    [InlineData(FileContent.PositionDeletes, 4, false)]
    [InlineData(FileContent.PositionDeletes, 5, true)]
    [InlineData(FileContent.PositionDeletes, 6, true)]
    [InlineData(FileContent.EqualityDeletes, 4, false)]
    [InlineData(FileContent.EqualityDeletes, 5, false)]
    [InlineData(FileContent.EqualityDeletes, 6, true)]
    public void Position_deletes_apply_to_files_not_newer_and_equality_deletes_to_older_ones(FileContent content, long sequence, bool applies) =>
        Assert.Equal(applies, For(File(Data, 1, 7), 5, Entry(Delete(content, 1, 7), sequence)).Count == 1);

    [Theory]
    [InlineData(1, 7, FileContent.PositionDeletes, true)]
    [InlineData(1, 8, FileContent.PositionDeletes, false)]
    [InlineData(2, 7, FileContent.PositionDeletes, false)]
    [InlineData(1, 8, FileContent.EqualityDeletes, false)]
    [InlineData(2, 7, FileContent.EqualityDeletes, false)]
    [InlineData(0, null, FileContent.PositionDeletes, false)]
    [InlineData(0, null, FileContent.EqualityDeletes, true)]
    public void Deletes_apply_within_their_spec_and_partition_and_unpartitioned_equality_deletes_everywhere(
        int spec, int? partition, FileContent content, bool applies) =>
        Assert.Equal(applies, For(File(Data, 1, 7), 5, Entry(Delete(content, spec, partition), 6)).Count == 1);

    [Theory]
    [InlineData("s3://lake/t/data/a.parquet", true)]
    [InlineData("s3a://lake/t/data/a.parquet", true)]
    [InlineData("/t/data/a.parquet", true)]
    [InlineData("s3://other/t/data/a.parquet", false)]
    [InlineData("s3://lake/t/data/b.parquet", false)]
    public void A_delete_bound_to_one_file_applies_to_that_file_however_its_location_is_written(string referenced, bool applies)
    {
        Assert.Equal(applies, For(File(Data, 1, 7), 5, Entry(Delete(FileContent.PositionDeletes, 1, 7) with { ReferencedDataFile = referenced }, 6)).Count == 1);
        Assert.Equal(applies, For(File(Data, 1, 7), 5, Entry(Delete(FileContent.PositionDeletes, 1, 7) with { Columns = Bounds(referenced, referenced) }, 6)).Count == 1);
    }

    [Theory]
    [InlineData("s3://lake/t/data/a", "s3://lake/t/data/b", true)]
    [InlineData("s3://lake/t/data/b", "s3://lake/t/data/c", false)]
    [InlineData("s3://lake/t/dat", "s3://lake/t/data/Z", false)]
    [InlineData("/t/data/b", "/t/data/c", true)]
    public void Bounds_of_paths_exclude_files_whose_locations_are_written_alike(string lower, string upper, bool applies) =>
        Assert.Equal(applies, For(File(Data, 1, 7), 5, Entry(Delete(FileContent.PositionDeletes, 1, 7) with { Columns = Bounds(lower, upper) }, 6)).Count == 1);

    [Fact]
    public void A_deletion_vector_stands_for_all_position_deletes_before_it()
    {
        var vector = Delete(FileContent.PositionDeletes, 1, 7) with { Format = "puffin", ReferencedDataFile = Data, ContentOffset = 4, ContentSizeBytes = 40 };
        var applied = For(
            File(Data, 1, 7), 5, Entry(Delete(FileContent.PositionDeletes, 1, 7), 5), Entry(vector, 6), Entry(Delete(FileContent.EqualityDeletes, 1, 7), 7));
        Assert.Equal([FileContent.PositionDeletes, FileContent.EqualityDeletes], applied.Select(d => d.Content));
        Assert.True(applied[0].IsDeletionVector);
    }

    [Fact]
    public void Any_set_of_deletes_is_matched_as_the_rules_say_one_by_one()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new System.Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var deletes = Enumerable.Range(0, random.Next(12)).Select(i => Random(random, i)).ToArray();
            var index = new DeleteIndex(deletes, spec => spec == 0);
            for (var i = 0; i < 8; i++)
            {
                var spec = random.Next(3);
                var data = Entry(File($"s3://lake/t/data/{(char)('a' + random.Next(4))}.parquet", spec, spec == 0 ? null : random.Next(2)), random.Next(5));
                var expected = deletes.Where(d => Applies(d, data)).Select(d => d.File.Path).Order(StringComparer.Ordinal);
                Assert.Equal(expected, index.For(data).Select(d => d.Path).Order(StringComparer.Ordinal));
            }
        }
    }

    // The rules as the specification lists them.
    private static bool Applies(ManifestEntry delete, ManifestEntry data)
    {
        var samePartition = delete.File.SpecId == data.File.SpecId && delete.File.Partition.Equals(data.File.Partition);
        return delete.File.Content == FileContent.EqualityDeletes
            ? data.SequenceNumber < delete.SequenceNumber && (samePartition || delete.File.SpecId == 0)
            : data.SequenceNumber <= delete.SequenceNumber && samePartition && (delete.File.ReferencedDataFile ?? data.File.Path) == data.File.Path;
    }

    private static ManifestEntry Random(System.Random random, int number)
    {
        var spec = random.Next(3);
        var content = random.Next(2) == 0 ? FileContent.PositionDeletes : FileContent.EqualityDeletes;
        var file = Delete(content, spec, spec == 0 ? null : random.Next(2)) with { Path = $"delete-{number}" };
        if (content == FileContent.PositionDeletes && random.Next(2) == 0)
            file = file with { ReferencedDataFile = $"s3://lake/t/data/{(char)('a' + random.Next(4))}.parquet" };
        return Entry(file, random.Next(5));
    }

    private static ValueList<DataFile> For(DataFile data, long sequence, params ManifestEntry[] deletes) =>
        new DeleteIndex(deletes, spec => spec == 0).For(Entry(data, sequence));

    private static ManifestEntry Entry(DataFile file, long sequence) => new(EntryStatus.Added, 1, sequence, sequence, file);

    private static DataFile Delete(FileContent content, int spec, int? partition) => File("d.parquet", spec, partition) with { Content = content };

    private static DataFile File(string path, int spec, int? partition) => new()
    {
        Path = path, SpecId = spec, Partition = partition is { } value ? [new Literal.Integer(value)] : [], RecordCount = 1, FileSizeBytes = 1,
    };

    private static ImmutableSortedDictionary<int, ColumnMetrics> Bounds(string lower, string upper) =>
        ImmutableSortedDictionary<int, ColumnMetrics>.Empty.Add(
            MetadataColumns.DeleteFilePath.Id,
            new ColumnMetrics { LowerBound = ValueList.Create<byte>(Encoding.UTF8.GetBytes(lower)), UpperBound = ValueList.Create<byte>(Encoding.UTF8.GetBytes(upper)) });
}
