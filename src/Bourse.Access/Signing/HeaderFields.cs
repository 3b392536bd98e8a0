namespace Bourse.Access.Signing;

/// <summary>Look-ups in header fields as received.</summary>
internal static class HeaderFields
{
    /// <summary>How often a field appears, and the value of its last appearance.</summary>
    public static int Count(IReadOnlyList<KeyValuePair<string, string>> headers, string name, out string? value)
    {
        value = null;
        var count = 0;
        for (var index = 0; index < headers.Count; index++)
        {
            if (!string.Equals(headers[index].Key, name, StringComparison.OrdinalIgnoreCase)) continue;
            value = headers[index].Value;
            count++;
        }
        return count;
    }

    /// <summary>A field's value when it appears, else null. Repetition was refused before.</summary>
    public static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        Count(headers, name, out var value);
        return value;
    }

    /// <summary>The first field that must be single and is repeated, or null.</summary>
    public static string? FirstRepeated(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var name in (ReadOnlySpan<string>)[
            SigV4Names.AuthorizationHeader, SigV4Names.HostHeader, SigV4Names.DateHeader, SigV4Names.ContentHashHeader, SigV4Names.TokenHeader])
        {
            if (Count(headers, name, out _) > 1) return name;
        }
        return null;
    }
}
