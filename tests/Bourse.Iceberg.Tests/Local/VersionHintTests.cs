using System.Diagnostics;
using Bourse.Iceberg.Local;

namespace Bourse.Iceberg.Tests.Local;

public sealed class VersionHintTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-hint-").FullName;

    public VersionHintTests()
    {
        foreach (var number in new[] { 1, 2, 4 })
            File.WriteAllText(Metadata(number), "{}");
    }

    private string Hint => Path.Combine(_folder, "version-hint.text");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1", 2)]
    [InlineData("v4\n", 4)]
    [InlineData("7", 4)]
    [InlineData("../v1", 4)]
    [InlineData("", 4)]
    public void A_hint_names_the_version_from_which_the_newest_is_sought_and_one_that_leads_nowhere_does_not_count(string hint, int expected)
    {
        File.WriteAllText(Hint, hint);
        Assert.Equal(Metadata(expected), LocalTable.FindMetadata(_folder));
    }

    [Fact]
    public void A_hint_longer_than_a_files_name_is_not_read()
    {
        File.WriteAllText(Hint, new string(' ', 300) + "1");
        Assert.Equal(Metadata(4), LocalTable.FindMetadata(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipe_in_the_place_of_the_hint_is_not_waited_for_nor_one_behind_a_link(bool isLinked)
    {
        var pipe = isLinked ? Path.Combine(_folder, "pipe") : Hint;
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();
        if (isLinked)
            File.CreateSymbolicLink(Hint, "pipe");
        Assert.Equal(Metadata(4), await Task.Run(() => LocalTable.FindMetadata(_folder)).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private string Metadata(int number) => Path.Combine(_folder, $"v{number}.metadata.json");
}
