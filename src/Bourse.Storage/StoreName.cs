using System.Text.RegularExpressions;

namespace Bourse.Storage;

/// <summary>The rule for names of stores, which stand as buckets in locations.</summary>
internal static partial class StoreName
{
    public static bool IsValid(string? name) => name is not null && Form().IsMatch(name);

    public static string Check(string name) =>
        IsValid(name)
            ? name
            : throw new ArgumentException("A store's name has 1 to 63 lower-case letters, digits and hyphens and starts with a letter or digit.", nameof(name));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
