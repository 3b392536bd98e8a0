using System.Runtime.CompilerServices;

namespace Bourse.Exchange.Reading;

/// <summary>Counts the memory of indexes, and drops the ones that were looked at longest ago while it is more than it may be. It keeps none alive.</summary>
/// <param name="bytesMax">How much all of them may take.</param>
internal sealed class KeyIndexMemory(long bytesMax)
{
    private readonly LinkedList<Used> _recent = [];
    private readonly ConditionalWeakTable<KeyIndexSlot, LinkedListNode<Used>> _nodes = [];
    private long _bytes;

    /// <summary>Notes that an index is looked at, and counts it when that is the first time.</summary>
    public void Use(KeyIndexSlot slot, long bytes)
    {
        lock (_recent)
        {
            if (_nodes.TryGetValue(slot, out var node))
            {
                if (node.List is null)
                    return;
                _recent.Remove(node);
            }
            else
            {
                node = new LinkedListNode<Used>(new Used(new WeakReference<KeyIndexSlot>(slot), bytes));
                _nodes.Add(slot, node);
                _bytes += bytes;
            }
            _recent.AddLast(node);
            if (_bytes > bytesMax)
                Trim(node);
        }
    }

    // What went with its table is uncounted first; then the longest unused go, but not the one in use.
    private void Trim(LinkedListNode<Used> used)
    {
        for (var (node, next) = (_recent.First, _recent.First?.Next); node is not null; (node, next) = (next, next?.Next))
        {
            if (!node.Value.Slot.TryGetTarget(out _))
                Remove(node);
        }
        while (_bytes > bytesMax && _recent.First is { } oldest && oldest != used)
        {
            if (oldest.Value.Slot.TryGetTarget(out var slot))
                slot.Drop();
            Remove(oldest);
        }
    }

    private void Remove(LinkedListNode<Used> node)
    {
        _bytes -= node.Value.Bytes;
        _recent.Remove(node);
    }

    private sealed record Used(WeakReference<KeyIndexSlot> Slot, long Bytes);
}
