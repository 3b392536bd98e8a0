namespace Bourse.Layout.Tests;

/// <summary>Two files stand side by side on a wide screen. The text of raw string literals is as wide as it has to be.</summary>
public sealed class LineWidthTests
{
    private const int ColumnsMax = 170;
    private const string RawQuotes = "\"\"\"";

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void No_line_of_code_is_wider_than_170_columns(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.Equal([], files.SelectMany(WideLines));
    }

    private static IEnumerable<string> WideLines(string file)
    {
        var inRaw = false;
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var quotes = line.Split(RawQuotes).Length - 1;
            if (line.Length > ColumnsMax && !inRaw && quotes == 0)
                yield return $"{Path.GetRelativePath(Repository.Root, file)}:{number} has {line.Length} columns";
            inRaw ^= quotes % 2 == 1;
        }
    }
}
