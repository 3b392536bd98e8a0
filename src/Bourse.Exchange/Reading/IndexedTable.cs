using Bourse.Query.Lookup;

namespace Bourse.Exchange.Reading;

/// <summary>The indexes of one projected table, by column.</summary>
internal sealed class IndexedTable
{
    private readonly Dictionary<string, KeyIndexSlot> _byColumn = new(StringComparer.Ordinal);

    /// <summary>The column's index, which is built when it is not there, was dropped or could not be built.</summary>
    public KeyIndexSlot Slot(string column, Func<Task<KeyIndex?>> build)
    {
        lock (_byColumn)
        {
            if (!_byColumn.TryGetValue(column, out var slot) || slot.IsDropped || slot.Index.IsFaulted || slot.Index.IsCanceled)
                _byColumn[column] = slot = new KeyIndexSlot(build());
            return slot;
        }
    }
}
