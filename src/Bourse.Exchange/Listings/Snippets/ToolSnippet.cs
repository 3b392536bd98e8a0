namespace Bourse.Exchange.Listings.Snippets;

/// <summary>How one tool reads a product: what to set up once, then queries that work when pasted.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Needs">What must be installed, in words.</param>
/// <param name="Setup">What to run or write once.</param>
/// <param name="Queries">Each with its title.</param>
/// <param name="IsParsedOnly">The tool cannot be had where Bourse is tested: a parser reads the snippet there, and nobody runs it.</param>
public sealed record ToolSnippet(
    string Tool, string Needs, string Setup, IReadOnlyList<(string Title, string Text)> Queries, bool IsParsedOnly = false)
{
    /// <summary>What a reader is told of how the snippet was checked; empty where its very text is run.</summary>
    public string Proof => IsParsedOnly ? "We check its syntax, but do not run it." : "";
}
