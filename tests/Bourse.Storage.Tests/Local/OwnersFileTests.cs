using System.Diagnostics;
using System.Runtime.Versioning;
using Bourse.Storage.Local;

namespace Bourse.Storage.Tests.Local;

[UnsupportedOSPlatform("windows")]
public sealed class OwnersFileTests : IDisposable
{
    private const string Shared = "may be used by others than its owner; change its mode to 0600.";
    private const string SharedByRoot = "may be used by others than root and a group that reads it; change its mode to 0640.";
    private const string Foreign = "is another user's file; it must be of the user that runs this program, or of root.";
    private readonly string _folder = Directory.CreateTempSubdirectory("owners-file-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("600", null)]
    [InlineData("400", null)]
    [InlineData("640", Shared)]
    [InlineData("604", Shared)]
    [InlineData("620", Shared)]
    public void A_file_of_ones_own_is_for_its_owner_alone(string mode, string? mistake) => Assert.Equal(mistake, OwnersFile.MistakeIn(NewFile(mode)));

    [Theory]
    [InlineData("600", null)]
    [InlineData("644", Shared)]
    public void Of_a_link_the_file_is_looked_at_that_it_leads_to(string mode, string? mistake)
    {
        // As Kubernetes lays them: the name leads into a folder that is itself a link to the newest one.
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "..2026_11_27")).FullName;
        File.Move(NewFile(mode), Path.Combine(folder, "tls.key"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..2026_11_27");
        var link = File.CreateSymbolicLink(Path.Combine(_folder, "tls.key"), "..data/tls.key").FullName;

        Assert.Equal(mistake, OwnersFile.MistakeIn(link));
    }

    [Fact]
    public void What_is_not_there_is_said_to_be_absent_also_behind_a_link()
    {
        var link = File.CreateSymbolicLink(Path.Combine(_folder, "key"), "gone").FullName;
        Assert.Equal("does not exist.", OwnersFile.MistakeIn(link));
        Assert.Equal("does not exist.", OwnersFile.MistakeIn(Path.Combine(_folder, "nothing")));
    }

    [Theory]
    [InlineData("600", true, false, null)]
    [InlineData("640", true, true, Shared)]
    [InlineData("640", false, true, null)]
    [InlineData("440", false, true, null)]
    [InlineData("660", false, true, SharedByRoot)]
    [InlineData("644", false, true, SharedByRoot)]
    [InlineData("600", false, false, Foreign)]
    public void It_is_ones_own_or_roots_whose_group_may_read_it(string mode, bool isOurs, bool isRoot, string? mistake) =>
        Assert.Equal(mistake, OwnersFile.MistakeOf(new FileOwner((UnixFileMode)Convert.ToInt32(mode, 8), isOurs, isRoot)));

    [RootFact]
    public void A_file_of_another_user_holds_no_secret_of_ours()
    {
        var file = NewFile("600");
        using var chown = Process.Start("chown", ["nobody", file]);
        chown.WaitForExit();
        Assert.Equal((0, Foreign), (chown.ExitCode, OwnersFile.MistakeIn(file)));
    }

    private string NewFile(string mode)
    {
        var file = Path.Combine(_folder, "secret");
        File.WriteAllText(file, "secret");
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        return file;
    }
}
