namespace Bourse.Events.Deliveries;

/// <summary>How far a delivery has come.</summary>
public enum DeliveryState
{
    /// <summary>It is tried until it succeeds or the schedule ends.</summary>
    Pending,

    /// <summary>
    /// The account may not hear of the event now; it is sent once it may again, and dead when that takes longer than
    /// <see cref="EventDispatcherOptions.HeldMax"/>.
    /// </summary>
    Held,

    /// <summary>The receiver answered 2xx.</summary>
    Delivered,

    /// <summary>The schedule ended, the receiver answered 410 (gone), or the account got no right to the event in time. A replay starts it again.</summary>
    Dead,
}
