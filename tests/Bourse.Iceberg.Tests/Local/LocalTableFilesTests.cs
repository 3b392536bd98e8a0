using Bourse.Iceberg.Local;

namespace Bourse.Iceberg.Tests.Local;

/// <summary>A table opened by path reads the folders it was given and nothing else, whatever its metadata says.</summary>
public sealed class LocalTableFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bourse-local-").FullName;
    private readonly LocalTableFiles _files;

    public LocalTableFilesTests()
    {
        foreach (var folder in new[] { "table/data", "moved/data", "secret" })
            Directory.CreateDirectory(Path.Combine(_root, folder));
        foreach (var file in new[] { "table/data/a", "moved/data/b", "secret/key" })
            File.WriteAllText(Path.Combine(_root, file), file);
        Directory.CreateSymbolicLink(Path.Combine(_root, "table", "out"), Path.Combine(_root, "secret"));
        File.CreateSymbolicLink(Path.Combine(_root, "table", "data", "link"), "../../secret/key");
        File.CreateSymbolicLink(Path.Combine(_root, "table", "data", "inside"), "a");
        _files = new LocalTableFiles(
            Path.Combine(_root, "table"), [new Relocation("s3://lake/gold", Path.Combine(_root, "moved")), new Relocation("/old/table", Path.Combine(_root, "table"))]);
    }

    [Theory]
    [InlineData("/old/table/data/a", "table/data/a")]
    [InlineData("hdfs://name:20500/old/table/data/a", "table/data/a")]
    [InlineData("s3://lake/gold/data/b", "moved/data/b")]
    [InlineData("s3a://lake/gold/data/b", "moved/data/b")]
    [InlineData("file:ROOT/table/data/a", "table/data/a")]
    [InlineData("file://ROOT/table/data/a", "table/data/a")]
    [InlineData("ROOT/table/data/a", "table/data/a")]
    [InlineData("ROOT/table/data/inside", "table/data/a")]
    public async Task A_location_below_a_folder_given_is_read(string location, string file) =>
        Assert.Equal(file, System.Text.Encoding.UTF8.GetString((await _files.ReadAsync(location.Replace("ROOT", _root, StringComparison.Ordinal))).Span));

    [Theory]
    [InlineData("ROOT/secret/key", "outside of the folders that may be read")]
    [InlineData("/old/table/../secret/key", "must not step through folders")]
    [InlineData("/old/table/./data/a", "must not step through folders")]
    [InlineData("/old/table/out/key", "outside of the folders that may be read")]
    [InlineData("/old/table/data/link", "outside of the folders that may be read")]
    [InlineData("/old/tables/data/a", "outside of the folders that may be read")]
    [InlineData("s3://lake2/gold/data/b", "say with a relocation where its files are")]
    [InlineData("s3://lake/golden/data/b", "say with a relocation where its files are")]
    [InlineData("https://lake/old", "say with a relocation where its files are")]
    [InlineData("data/a", "say with a relocation where its files are")]
    [InlineData("", "say with a relocation where its files are")]
    public void Any_other_location_is_refused(string location, string reason)
    {
        var error = Assert.Throws<IcebergFormatException>(() => _files.RequireWithin(location.Replace("ROOT", _root, StringComparison.Ordinal)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
