using System.Text;

namespace Bourse.Events.Patterns;

/// <summary>
/// A text in which <c>*</c> stands for any characters, none too; <c>\*</c> and <c>\\</c> stand for themselves. Pieces are looked for from left to right and never
/// again, so a match costs at most the length of the text times that of the longest piece.
/// </summary>
internal sealed class Wildcard
{
    private readonly string[] _pieces;

    private Wildcard(string[] pieces) => _pieces = pieces;

    /// <summary>Reads a wildcard; null with what is wrong with it when it is none.</summary>
    public static Wildcard? TryParse(string text, out string? mistake)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        mistake = null;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '*')
            {
                if (at > 0 && piece.Length == 0 && pieces.Count > 0)
                    mistake = "must not have two * next to each other";
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else if (text[at] == '\\')
            {
                if (at + 1 == text.Length || text[at + 1] is not ('*' or '\\'))
                    mistake = "must have * or \\ after each \\";
                else
                    piece.Append(text[++at]);
            }
            else
            {
                piece.Append(text[at]);
            }
        }
        pieces.Add(piece.ToString());
        return mistake is null ? new Wildcard([.. pieces]) : null;
    }

    /// <summary>Whether the text is one the wildcard stands for.</summary>
    public bool Matches(string text)
    {
        if (_pieces.Length == 1)
            return text == _pieces[0];
        if (!text.StartsWith(_pieces[0], StringComparison.Ordinal))
            return false;
        var at = _pieces[0].Length;
        foreach (var piece in _pieces.AsSpan(1..^1))
        {
            var found = text.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + piece.Length;
        }
        return text.Length - at >= _pieces[^1].Length && text.EndsWith(_pieces[^1], StringComparison.Ordinal);
    }
}
