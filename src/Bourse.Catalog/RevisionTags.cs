namespace Bourse.Catalog;

/// <summary>The tags that hold published revisions: no commit drops or moves them, and no maintenance expires them.</summary>
public static class RevisionTags
{
    /// <summary>What their names begin with.</summary>
    public const string Prefix = "rev-";

    /// <summary>Whether a branch or tag of this name holds a published revision.</summary>
    public static bool Names(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal);
    }
}
