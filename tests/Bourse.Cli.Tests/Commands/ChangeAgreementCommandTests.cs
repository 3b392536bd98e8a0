using System.Text.Json;

namespace Bourse.Cli.Tests.Commands;

public sealed class ChangeAgreementCommandTests
{
    private const string Reason = "The client bought more.";

    [Fact]
    public async Task Nothing_is_terminated_where_nobody_can_confirm_it()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, words) = await Cli.RunAsync("agreements", "terminate", "CTR-1", "--reason", Reason, "--data", folder.File("data"));

        Assert.Equal((ExitCode.Usage, ""), (exitCode, output));
        Assert.Equal("bourse: CTR-1 is as it was: its number was not typed, or nobody could be asked; --yes confirms it.\n", words);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("terminate", "--yes")]
    public async Task An_agreement_that_is_unknown_is_said_to_be(string verb, params string[] more)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("data"));
        folder.Write("data/bourse.json", JsonSerializer.Serialize(new
        {
            provider = new { account = "111111111111", name = "Meridian", contact = "data@meridian.example" },
        }));

        var (exitCode, output, words) = await Cli.RunAsync(["agreements", verb, "CTR-1", "--reason", Reason, "--data", folder.File("data"), .. more]);

        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.Equal("bourse: There is no agreement CTR-1; 'bourse agreements list' shows what there is.\n", words);
    }
}
