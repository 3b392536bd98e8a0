namespace Bourse.Exchange.Listings.Snippets;

/// <summary>How one tool reads a product: what to set up once, then queries that work when pasted.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Needs">What must be installed, in words.</param>
/// <param name="Setup">What to run or write once.</param>
/// <param name="Queries">At most ten, each with its title.</param>
public sealed record ToolSnippet(string Tool, string Needs, string Setup, IReadOnlyList<(string Title, string Text)> Queries);
