using System.Collections.Concurrent;
using Bourse.Access.Identity;

namespace Bourse.Access.Authorization;

/// <summary>
/// How many denials of an account are recorded one by one: the first of each minute, for each reason and agreement, so that none is drowned by those for another:
/// the first attempt under a suspended agreement always raises its alert. The rest of a flood is counted, so that a client that is refused, over and over, costs a
/// few records a minute and not a disk.
/// </summary>
internal sealed class DenialBudget(TimeProvider clock)
{
    /// <summary>Denials of an account for one reason and agreement that are recorded one by one in a minute.</summary>
    public const int PerMinute = 100;

    // As many entries as there are accounts that were ever denied, times reasons and their agreements.
    private readonly ConcurrentDictionary<(AccountId, DenyReason, AgreementId?), Window> _windows = new();

    /// <summary>Whether this denial is recorded by itself.</summary>
    public bool TryTake(AccountId account, Decision.Denied denial)
    {
        var minute = clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        return _windows.AddOrUpdate(
            (account, denial.Reason, denial.Agreement),
            _ => new Window(minute, 1),
            (_, window) => window.Minute == minute ? window with { Taken = window.Taken + 1 } : new Window(minute, 1)).Taken <= PerMinute;
    }

    private readonly record struct Window(long Minute, long Taken);
}
