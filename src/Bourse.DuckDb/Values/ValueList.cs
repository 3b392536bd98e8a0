using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb.Values;

/// <summary>Engine values that live while a nested value is made from them; the engine copies.</summary>
internal sealed unsafe class ValueList : IDisposable
{
    private readonly List<ValueHandle> values = [];

    public int Count => values.Count;

    public void Add(object? value, DuckDbType? type) => values.Add(ValueFactory.Create(value, type));

    /// <summary>The type of the first element; NULL's own for an empty list. Borrowed from the element.</summary>
    public nint FirstType()
    {
        if (values.Count == 0)
            Add(null, null);
        return NativeMethods.BorrowValueType(values[0]);
    }

    public ValueHandle Call(Func<nint, ValueHandle> make)
    {
        var pointers = new nint[values.Count + 1];
        for (var i = 0; i < values.Count; i++)
            pointers[i] = values[i].DangerousGetHandle();
        fixed (nint* first = pointers)
        {
            var made = make((nint)first);
            if (made.IsInvalid)
                throw new ArgumentException("DuckDB cannot make a nested value of these elements: their types differ.");
            return made;
        }
    }

    public void Dispose()
    {
        foreach (var value in values)
            value.Dispose();
    }
}
