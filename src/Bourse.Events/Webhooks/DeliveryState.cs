namespace Bourse.Events.Webhooks;

/// <summary>How far a delivery has come.</summary>
public enum DeliveryState
{
    /// <summary>It is tried until it succeeds or the schedule ends.</summary>
    Pending,

    /// <summary>The receiver answered 2xx.</summary>
    Delivered,

    /// <summary>The schedule ended, or the receiver answered 410 (gone). A replay starts it again.</summary>
    Dead,
}
