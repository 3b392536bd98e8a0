namespace Bourse.Cli.Help;

/// <summary>The name that was probably meant by a mistyped one.</summary>
internal static class NearestName
{
    // Of three letters one may be wrong.
    private const int LettersAMistake = 3;
    private const int LettersMax = 128;

    /// <summary>A question such as <c> Did you mean 'publish'?</c>, with a blank before it; empty when no name is near.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="names">What there is.</param>
    public static string Question(string typed, IEnumerable<string> names)
    {
        if (typed.Length > LettersMax)
            return "";
        var nearest = names.Select(name => (Name: name, Mistakes: Mistakes(typed, name))).OrderBy(name => name.Mistakes).FirstOrDefault();
        return nearest.Name is { } meant && nearest.Mistakes <= Math.Max(1, meant.Length / LettersAMistake) ? $" Did you mean '{meant}'?" : "";
    }

    // Letters to add, to leave out, to replace or to exchange with the next (optimal string alignment).
    private static int Mistakes(string typed, string name)
    {
        var table = new int[typed.Length + 1, name.Length + 1];
        for (var i = 0; i <= typed.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= name.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= typed.Length; i++)
        {
            for (var j = 1; j <= name.Length; j++)
            {
                var replaced = table[i - 1, j - 1] + (typed[i - 1] == name[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && typed[i - 1] == name[j - 2] && typed[i - 2] == name[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[typed.Length, name.Length];
    }
}
