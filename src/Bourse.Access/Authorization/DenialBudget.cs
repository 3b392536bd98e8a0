using System.Collections.Concurrent;
using Bourse.Access.Identity;

namespace Bourse.Access.Authorization;

/// <summary>
/// How many denials of an account are recorded one by one: the first of each minute, for each reason, so that none is drowned by those for another. The rest of a
/// flood is counted, so that a client that is refused, over and over, costs a few records a minute and not a disk.
/// </summary>
internal sealed class DenialBudget(TimeProvider clock)
{
    /// <summary>Denials of an account for one reason that are recorded one by one in a minute.</summary>
    public const int PerMinute = 100;

    // As many entries as there are accounts that were ever denied, times reasons.
    private readonly ConcurrentDictionary<(AccountId, DenyReason), Window> _windows = new();

    /// <summary>Whether this denial is recorded by itself.</summary>
    public bool TryTake(AccountId account, DenyReason reason)
    {
        var minute = clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        return _windows.AddOrUpdate(
            (account, reason), _ => new Window(minute, 1), (_, window) => window.Minute == minute ? window with { Taken = window.Taken + 1 } : new Window(minute, 1)).Taken <= PerMinute;
    }

    private readonly record struct Window(long Minute, long Taken);
}
