namespace Bourse.Contracts.Yaml;

/// <summary>A YAML document without anchors, aliases, tags or duplicate keys: what a contract may be written in.</summary>
internal abstract record YamlTree(int Line)
{
    /// <summary>A scalar; <paramref name="Quoted"/> ones are always text.</summary>
    internal sealed record Scalar(string Text, bool Quoted, int Line) : YamlTree(Line)
    {
        internal bool IsNull => !Quoted && Text is "" or "null" or "~";
    }

    /// <summary>A sequence.</summary>
    internal sealed record Sequence(IReadOnlyList<YamlTree> Items, int Line) : YamlTree(Line);

    /// <summary>A mapping, in the order written.</summary>
    internal sealed record Mapping(IReadOnlyDictionary<string, YamlTree> Entries, int Line) : YamlTree(Line);
}
