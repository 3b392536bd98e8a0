using System.Text.RegularExpressions;
using Bourse.DuckDb;

namespace Bourse.Cli.Tests.Publishing;

/// <summary>What README shows for data of one's own does what it says, line by line.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_lines_for_data_of_ones_own_run_as_they_stand()
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"))).ReplaceLineEndings("\n");
        var section = text[text.IndexOf("\n## Your own data", StringComparison.Ordinal)..text.IndexOf("\n## Where to go", StringComparison.Ordinal)];
        var agreement = _folder.Write("agreement.json", Json().Match(section).Groups[1].Value);
        using (var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [_folder.Path] }))
        {
            using var connection = database.Connect();
            connection.Execute($"COPY (SELECT 1 AS id) TO {Sql.Literal(_folder.File("my.parquet"))} (FORMAT parquet)");
        }

        // Serving does not end, a client's tables are of its own machine, and the doctor judges this one.
        var lines = Command().Matches(section).Select(match => match.Groups[1].Value.Trim())
            .Where(line => !line.StartsWith("serve", StringComparison.Ordinal) && !line.StartsWith("iceberg", StringComparison.Ordinal)
                && !line.StartsWith("doctor", StringComparison.Ordinal)).ToList();

        Assert.Equal(
            ["publish", "products", "publish", "products", "sql", "sql", "agreements", "agreements", "sharing", "agreements", "accounts", "audit", "audit", "help"],
            lines.Select(line => line.Split(' ')[0]));
        foreach (var line in lines)
        {
            var arguments = Word().Matches(line).Select(word => word.Value.Trim('"'))
                .Select(word => word == "my.parquet" ? _folder.File("my.parquet") : word == "agreement.json" ? agreement
                    : word.Replace(".bourse/data/", $"{_folder.File("data")}/", StringComparison.Ordinal)).ToList();
            var (exitCode, _, words) = await Cli.RunAsync([.. arguments, .. arguments[0] == "help" ? [] : new[] { "--data", _folder.File("data") }]);
            Assert.True(exitCode == ExitCode.Ok, $"{line}: {words}");
        }
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Json();

    [GeneratedRegex("^\\./bourse ([^#\n]*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
