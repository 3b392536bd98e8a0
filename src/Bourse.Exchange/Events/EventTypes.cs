using Bourse.Access.Authorization;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Events;

/// <summary>The events of an exchange.</summary>
public static class EventTypes
{
    /// <summary>Every type there is: a client is told of revisions, the provider of alerts.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        RevisionEvents.PublishedType, RevisionEvents.RolledBackType, RevisionEvents.RevokedType,
        AccessAlerts.AccessWhileSuspended, AccessAlerts.ActivationLinkUsedAgain,
    ];
}
