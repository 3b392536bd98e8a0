namespace Bourse.Query.Lookup;

/// <summary>One column's values. Equal values share one object, since most columns of a keyed table repeat few.</summary>
internal sealed class IndexColumn
{
    private const int SharedMax = 4096;
    private readonly List<object?> _values = [];
    private readonly Dictionary<object, object> _shared = [];

    public int Count => _values.Count;

    public object? this[int row] => _values[row];

    public void Add(object? value)
    {
        if (value is not null && _shared.TryGetValue(value, out var same))
            value = same;
        else if (value is not null && _shared.Count < SharedMax)
            _shared.Add(value, value);
        _values.Add(value);
    }
}
