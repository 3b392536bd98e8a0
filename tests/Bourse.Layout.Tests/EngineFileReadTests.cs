using System.Text.RegularExpressions;

namespace Bourse.Layout.Tests;

/// <summary>The engine reads columns out of the names of folders and expands stars in paths, unless told not to: one place tells it.</summary>
public sealed partial class EngineFileReadTests
{
    [Fact]
    public void Parquet_is_read_through_the_one_function_and_text_files_without_columns_from_their_path()
    {
        var calls = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "Sql.cs")
            .SelectMany(file => File.ReadLines(file).Select((line, at) => (Line: line.Trim(), File: file, Place: $"{Path.GetFileName(file)}:{at + 1}")))
            .Where(at => Call().IsMatch(at.Line) && !at.Line.StartsWith("///", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(calls);
        Assert.Equal([], calls.Where(at => !at.Line.Contains("NoPathColumns", StringComparison.Ordinal) && !IsByHelper(at.Line, at.File)).Select(at => at.Place));
    }

    // read_csv({Options(path)}, …), where Options of the same file says so.
    private static bool IsByHelper(string line, string file) => HelperCall().Match(line) is { Success: true } call
        && Regex.IsMatch(File.ReadAllText(file), $@"string {call.Groups[1].Value}\(string \w+\) =>\s+[^;]*NoPathColumns");

    [GeneratedRegex(@"\bread_(?:csv|json)\(\{(\w+)\(")]
    private static partial Regex HelperCall();

    [GeneratedRegex(@"\b(read_parquet|parquet_scan|read_csv|read_json)\(")]
    private static partial Regex Call();
}
