using Bourse.Storage.Local;

namespace Bourse.Storage.Tests.Local;

[Collection(nameof(FaultPoint))]
public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string File => Path.Combine(_folder.Path, "below", "settings.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_whole_and_nothing_is_left_beside_it()
    {
        WholeFile.Write(File, "a longer text"u8);
        WholeFile.Write(File, "short"u8);

        Assert.Equal("short", System.IO.File.ReadAllText(File));
        Assert.Equal(["settings.json"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(File)!).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("file.write")]
    [InlineData("file.move")]
    public void Whoever_dies_before_the_file_has_its_name_leaves_the_older_one_and_the_next_write_succeeds(string point)
    {
        WholeFile.Write(File, "old"u8);
        using (FaultPoint.Arm(name => { if (name == point) throw new InvalidOperationException("died"); }))
        {
            Assert.Throws<InvalidOperationException>(() => WholeFile.Write(File, "new"u8));
        }

        Assert.Equal("old", System.IO.File.ReadAllText(File));
        WholeFile.Write(File, "newer"u8);
        Assert.Equal("newer", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_secret_is_its_owners_alone_from_the_first_byte_on()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        WholeFile.Write(File, "for everybody"u8, owner | UnixFileMode.OtherRead);
        var unfinished = UnixFileMode.None;
        using (FaultPoint.Arm(
            name => { if (name == "file.move" && !OperatingSystem.IsWindows()) unfinished = System.IO.File.GetUnixFileMode(Assert.Single(Unfinished)); }))
        {
            WholeFile.WriteSecret(File, "secret");
        }

        Assert.Equal("secret", System.IO.File.ReadAllText(File));
        Assert.Equal((owner, owner), (unfinished, System.IO.File.GetUnixFileMode(File)));
    }

    [Fact]
    public void A_folder_in_the_files_place_is_named_and_nothing_is_left()
    {
        Directory.CreateDirectory(File);

        var failure = Assert.Throws<StorageException>(() => WholeFile.Write(File, "new"u8));

        Assert.StartsWith($"Cannot write {File}: ", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Unfinished);
    }

    [Fact]
    public async Task Of_two_writers_at_once_each_writes_whole_files()
    {
        byte[][] contents = [[.. Enumerable.Repeat((byte)'a', 100_000)], [.. Enumerable.Repeat((byte)'b', 50_000)]];

        await Task.WhenAll(contents.Select(content => Task.Run(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                WholeFile.Write(File, content);
                Assert.Contains(System.IO.File.ReadAllBytes(File), contents);
            }
        })));

        Assert.Empty(Unfinished);
    }

    private IEnumerable<string> Unfinished => Directory.EnumerateFiles(Path.GetDirectoryName(File)!, ".settings.json.*.new");
}
