using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Bourse.Access.Auditing.Merkle;

namespace Bourse.Access.Auditing.Checkpoints;

/// <summary>
/// The state of a log (https://c2sp.org/tlog-checkpoint): its origin, its size in records and the root of its tree, three lines. Signed as
/// a note by the
/// log's key, whose name is the origin. Whoever keeps one can tell later whether the log still begins with what it held then.
/// </summary>
/// <param name="Origin">Names the log for ever.</param>
/// <param name="Size">Number of records.</param>
/// <param name="Root">The root of the tree of those records.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root)
{
    /// <summary>The three lines, each ended by a line feed.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToArray())}\n");

    /// <summary>Reads a checkpoint's text; lines after the third are extensions and passed over.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        checkpoint = null;
        var lines = text.Split('\n');
        Span<byte> root = stackalloc byte[MerkleHash.LengthBytes];
        if (lines.Length < 4 || lines[^1] != "" || lines[0] == ""
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1]
            || !Convert.TryFromBase64String(lines[2], root, out var length) || length != root.Length
            || Convert.ToBase64String(root) != lines[2])
            return false;
        checkpoint = new Checkpoint(lines[0], size, new MerkleHash(root));
        return true;
    }
}
