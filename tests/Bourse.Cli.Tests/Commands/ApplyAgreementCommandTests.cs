using System.Text.Json;

namespace Bourse.Cli.Tests.Commands;

public sealed class ApplyAgreementCommandTests
{
    [Fact]
    public async Task A_document_of_any_size_that_is_too_long_is_refused_and_the_refusal_is_recorded()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("data"));
        folder.Write("data/bourse.json", JsonSerializer.Serialize(new
        {
            provider = new { account = "111111111111", name = "Meridian", contact = "data@meridian.example" },
        }));
        var (agreement, data) = (folder.File("agreement.json"), folder.File("data"));
        await using (var file = File.Create(agreement))
            file.SetLength(100L << 20);

        var (exitCode, output, words) = await Cli.RunAsync("agreements", "apply", agreement, "--data", data);

        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.Equal($"bourse: {agreement} cannot be applied:\n- the document: is longer than the 65536 bytes that an agreement has at most.\n", words);
        using var records = JsonDocument.Parse((await Cli.RunAsync("audit", "list", "--decision", "deny", "--data", data, "--format", "json")).Output);
        Assert.Equal("the document: is longer than the 65536 bytes that an agreement has at most.",
            Assert.Single(records.RootElement.EnumerateArray()).GetProperty("reason").GetString());
    }
}
