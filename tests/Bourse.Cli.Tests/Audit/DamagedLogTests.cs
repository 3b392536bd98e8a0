using Microsoft.Data.Sqlite;

namespace Bourse.Cli.Tests.Audit;

/// <summary>What the commands say of a log whose database was written to.</summary>
public sealed class DamagedLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("UPDATE audit_log SET time = 'noon' WHERE position = 0", "refuted: IndexChanged\n")]
    [InlineData("UPDATE audit_log SET body = CAST(body AS BLOB) WHERE position = 0", "refuted: IndexChanged\n")]
    [InlineData("UPDATE audit_log SET sequence = 'zzz' WHERE position = 0", "refuted: IndexChanged\n")]
    [InlineData("UPDATE audit_log SET body = 'no record' WHERE position = 0", "refuted: RecordChanged\n")]
    [InlineData("INSERT INTO audit_pending VALUES (99, 0, NULL, 'deny', 'no record')", "refuted: PendingChanged\n")]
    public async Task A_list_of_a_damaged_log_says_to_verify_it_and_verifying_says_what_was_changed(string attack, string finding)
    {
        await RecordAsync();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(Data, "metastore.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = attack;
            await command.ExecuteNonQueryAsync();
        }

        var list = await Cli.RunAsync("audit", "list", "--data", Data, "--format", "csv");
        var verify = await Cli.RunAsync("audit", "verify", "--data", Data);

        Assert.Equal((ExitCode.Failed, ""), (list.ExitCode, list.Output));
        Assert.StartsWith("bourse: the metastore failed (Corrupt): ", list.Words, StringComparison.Ordinal);
        Assert.Contains("'bourse audit verify'", list.Words, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failed, finding), (verify.ExitCode, verify.Output));
    }

    private async Task RecordAsync()
    {
        Directory.CreateDirectory(Data);
        _folder.Write("data/bourse.json", """{ "provider": { "account": "111111111111", "name": "Meridian", "contact": "data@meridian.example" } }""");
        var agreement = _folder.File("agreement.json");
        await File.WriteAllTextAsync(agreement, "{}");
        Assert.Equal(ExitCode.Failed, (await Cli.RunAsync("agreements", "apply", agreement, "--data", Data)).ExitCode);
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("audit", "list", "--data", Data)).ExitCode);
    }
}
