namespace Bourse.Query.Lookup;

/// <summary>One column's values. Equal values share one object, since most columns of a keyed table repeat few.</summary>
internal sealed class IndexColumn
{
    private const int SharedMax = 4096;
    private const int ObjectBytes = 24;
    private readonly List<object?> _values = [];
    private readonly Dictionary<object, object> _shared = [];

    public int Count => _values.Count;

    /// <summary>About how much memory the values take.</summary>
    public long SizeBytes { get; private set; }

    public object? this[int row] => _values[row];

    public void Add(object? value)
    {
        if (value is not null && _shared.TryGetValue(value, out var same))
            value = same;
        else
        {
            if (value is not null && _shared.Count < SharedMax)
                _shared.Add(value, value);
            SizeBytes += SizeOf(value);
        }
        SizeBytes += IntPtr.Size;
        _values.Add(value);
    }

    private static long SizeOf(object? value) => value switch
    {
        null => 0,
        string text => ObjectBytes + (long)text.Length * sizeof(char),
        byte[] bytes => ObjectBytes + bytes.LongLength,
        System.Collections.IDictionary members => ObjectBytes + members.Keys.Cast<object?>().Concat(members.Values.Cast<object?>()).Sum(SizeOf),
        object?[] items => ObjectBytes + items.Sum(SizeOf),
        _ => ObjectBytes,
    };
}
