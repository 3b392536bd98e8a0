using Bourse.Query.Lookup;

namespace Bourse.Exchange.Reading;

/// <summary>An index that is built or in use.</summary>
/// <param name="building">Gives it; null when its table is too large for one.</param>
internal sealed class KeyIndexSlot(Task<KeyIndex?> building)
{
    private static readonly Task<KeyIndex?> s_dropped = Task.FromResult<KeyIndex?>(null);
    private volatile Task<KeyIndex?> _index = building;

    /// <summary>The index.</summary>
    public Task<KeyIndex?> Index => _index;

    /// <summary>Whether it was dropped, so that the next look-up builds another.</summary>
    public bool IsDropped => _index == s_dropped;

    /// <summary>Lets go of the index; whoever looks at it now finishes.</summary>
    public void Drop() => _index = s_dropped;
}
