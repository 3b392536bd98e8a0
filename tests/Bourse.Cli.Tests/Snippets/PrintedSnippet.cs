using System.Net;
using System.Text.RegularExpressions;
using Bourse.Cli.Tests.Crashes;

namespace Bourse.Cli.Tests.Snippets;

/// <summary>What a page or a message tells a client to run with one tool, taken out of the finished text.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Setup">What to run or write once.</param>
/// <param name="Queries">What to run then.</param>
internal sealed partial record PrintedSnippet(string Tool, string Setup, IReadOnlyList<string> Queries)
{
    /// <summary>The snippets of a listing page.</summary>
    public static IReadOnlyList<PrintedSnippet> OfPage(string html) =>
        [.. Details().Matches(html).Select(tool =>
        {
            var code = Code().Matches(tool.Groups[2].Value).Select(block => WebUtility.HtmlDecode(block.Groups[1].Value)).ToList();
            return new PrintedSnippet(WebUtility.HtmlDecode(tool.Groups[1].Value), code[0], code[1..]);
        })];

    /// <summary>The snippets of a welcome message's text; Python's mail library reads the message.</summary>
    public static async Task<(string Text, IReadOnlyList<PrintedSnippet> Snippets)> OfMessageAsync(string file)
    {
        const string plain = "import email, email.policy, sys; m = email.message_from_file(open(sys.argv[1]), policy=email.policy.default); "
            + "print(m.get_body(('plain',)).get_content())";
        var (exitCode, text, words) = await BourseProcess.StartAsync("python3", ["-c", plain, file]);
        Assert.True(exitCode == 0, words);
        text = text.ReplaceLineEndings("\n");
        var section = text[text.IndexOf("\n4. Query\n", StringComparison.Ordinal)..text.IndexOf("\n5. Questions\n", StringComparison.Ordinal)];
        return (text, [.. section.Split("\n   --- ")[1..].Select(OfSection)]);
    }

    // "ClickHouse (needs …)", the setup, then "   Title:" and a query, again and again.
    private static PrintedSnippet OfSection(string section)
    {
        var parts = Title().Split(section[section.IndexOf('\n', StringComparison.Ordinal)..]).Select(part => part.Trim('\n')).ToList();
        return new PrintedSnippet(section.Split(" (needs")[0], parts[0], parts[1..]);
    }

    [GeneratedRegex("""<details name="tool"><summary>(.*?)</summary>(.*?)</details>""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Details();

    [GeneratedRegex("""<pre tabindex="0"><code>(.*?)</code></pre>""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"^   \S.*:$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
