namespace Bourse.Exchange.Publishing.Differences;

/// <summary>Rows that came, went and changed from one state of a table to another.</summary>
/// <param name="Added">Rows whose key is new; without a key, rows that were not there so often.</param>
/// <param name="Removed">Rows whose key is gone; without a key, rows that are not there so often any more.</param>
/// <param name="Changed">Rows of one key with other values; null where no key tells rows apart: a changed row is then one removed and one added.</param>
public sealed record RowChanges(long Added, long Removed, long? Changed)
{
    /// <summary>Nothing changed.</summary>
    public static RowChanges None { get; } = new(0, 0, 0);

    /// <summary>Whether anything did.</summary>
    public bool Any => Added > 0 || Removed > 0 || Changed > 0;
}
