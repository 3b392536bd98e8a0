using Bourse.Cli.Demo;

namespace Bourse.Cli.Tests.Demo;

public sealed class DemoFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_the_demo_did_not_make_is_left_alone()
    {
        var precious = _folder.Write("thesis.txt", "precious");

        var refused = Assert.Throws<CommandFailedException>(() => DemoFolder.Prepare(_folder.Path));

        Assert.Equal($"{_folder.Path} is not empty and was not made by the demo, so it is left alone; give another folder with --data.",
            refused.Message);
        Assert.Equal("precious", File.ReadAllText(precious));
    }

    [Fact]
    public void Its_own_folder_is_wiped_and_a_link_in_it_is_removed_without_what_it_points_to()
    {
        var outside = Directory.CreateDirectory(_folder.File("outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "thesis.txt"), "precious");
        var (first, held) = DemoFolder.Prepare(_folder.File("demo"));
        held.Dispose();
        File.WriteAllText(Path.Combine(first.Client("a"), "old"), "old");
        Directory.CreateSymbolicLink(Path.Combine(first.Root, "link"), outside);

        var (second, heldAgain) = DemoFolder.Prepare(_folder.File("demo"));

        heldAgain.Dispose();
        Assert.Equal(["demo.lock", "this-folder-is-wiped-by-bourse-demo"],
            Directory.GetFileSystemEntries(second.Root).Select(Path.GetFileName).Order());
        Assert.True(File.Exists(Path.Combine(outside, "thesis.txt")));
    }

    [Fact]
    public void A_second_demo_in_the_same_folder_is_refused()
    {
        var (_, held) = DemoFolder.Prepare(_folder.File("demo"));
        using (held)
        {
            var refused = Assert.Throws<CommandFailedException>(() => DemoFolder.Prepare(_folder.File("demo")));
            Assert.Equal($"Another demo runs in {_folder.File("demo")}; stop it, or give another folder with --data.", refused.Message);
        }
    }
}
