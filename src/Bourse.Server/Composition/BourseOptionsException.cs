namespace Bourse.Server.Composition;

/// <summary>The configuration cannot be used. It lists every mistake, each naming its key.</summary>
public sealed class BourseOptionsException(string file, IReadOnlyList<string> mistakes)
    : Exception($"{file} has {mistakes.Count} mistake{(mistakes.Count == 1 ? "" : "s")}:\n"
    + string.Join("\n", mistakes.Select(mistake => "- " + mistake)))
{
    /// <summary>The mistakes.</summary>
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
