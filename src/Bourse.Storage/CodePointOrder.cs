namespace Bourse.Storage;

/// <summary>The order of Unicode code points, which is also that of UTF-8 bytes. UTF-16 ordinal order differs: it puts surrogate pairs before U+E000.</summary>
public sealed class CodePointOrder : IComparer<string>
{
    private CodePointOrder() { }

    /// <summary>The one instance.</summary>
    public static CodePointOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);

        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (x[i], y[i]);
            if (a == b)
                continue;
            if (char.IsSurrogate(a) != char.IsSurrogate(b))
                return char.IsSurrogate(a) ? 1 : -1;
            return a.CompareTo(b);
        }
        return x.Length.CompareTo(y.Length);
    }
}
