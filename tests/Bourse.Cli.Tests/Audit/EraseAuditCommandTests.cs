namespace Bourse.Cli.Tests.Audit;

public sealed class EraseAuditCommandTests : IDisposable
{
    private const string Person = "data@client.example";
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_person_is_erased_once_and_the_record_says_why_and_not_whom()
    {
        await RecordAsync();
        Assert.Equal("values: 1\n", (await Cli.RunAsync("audit", "erase", "--person", Person, "--dry-run", "--data", Data)).Output);

        var erased = await Cli.RunAsync("audit", "erase", "--person", "DATA@client.example", "--reason", "Asked to be erased, ticket 118.", "--data", Data);

        Assert.Equal((ExitCode.Ok, "values: 1\n"), (erased.ExitCode, erased.Output));
        Assert.Equal(
            "Erased from beside the audit log. Accounts, agreements, welcome messages and backups hold what they hold: they are not searched.\n", erased.Words);
        var records = (await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv")).Output;
        Assert.Contains(",allow,erase-person,audit-log,\"Asked to be erased, ticket 118.\",", records, StringComparison.Ordinal);
        Assert.DoesNotContain(Person, records, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("verified: ", (await Cli.RunAsync("audit", "verify", "--data", Data)).Output, StringComparison.Ordinal);

        var again = await Cli.RunAsync("audit", "erase", "--person", Person, "--reason", "Asked to be erased, ticket 118.", "--data", Data);
        Assert.Equal((ExitCode.Failed, "bourse: Nothing of this person is kept beside the audit log; nothing was changed.\n"), (again.ExitCode, again.Words));
    }

    [Theory]
    [InlineData("", "Asked to be erased.", "--person: must not be empty.")]
    [InlineData(Person, null, "--reason: must have 10 to 512 characters.")]
    [InlineData(Person, "DATA@client.example asked for it.", "--reason: must not name the person; it is kept for ever.")]
    [InlineData(" " + Person, "data@client.example asked for it.", "--reason: must not name the person; it is kept for ever.")]
    [InlineData("010.0.0.1", "Asked to be erased.", "--person: '010.0.0.1' would be read as 8.0.0.1; give an address as the log writes it.")]
    [InlineData("10.1", "Asked to be erased.", "--person: '10.1' would be read as 10.0.0.1; give an address as the log writes it.")]
    public async Task A_person_or_a_reason_that_is_none_is_a_wrong_command_line(string person, string? reason, string mistake)
    {
        var refused = await Cli.RunAsync(["audit", "erase", "--person", person, .. reason is null ? Array.Empty<string>() : ["--reason", reason], "--data", Data]);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.StartsWith($"bourse: {mistake}\n", refused.Words, StringComparison.Ordinal);
    }

    private async Task RecordAsync()
    {
        Directory.CreateDirectory(Data);
        _folder.Write("data/bourse.json", """{ "provider": { "account": "111111111111", "name": "Meridian", "contact": "data@meridian.example" } }""");
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("audit", "list", "--data", Data)).ExitCode);
        var node = await Server.Composition.BourseNode.OpenAsync(
            new Server.Composition.DataFolder(Data), Server.Composition.BourseOptionsFile.Read(new Server.Composition.DataFolder(Data)), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, default);
        await using (node)
            await node.Access.Audit.AppendAsync(node.Exchange.Records.Done("apply-agreement", "CTR-1", "tester") with { Email = Person });
    }
}
