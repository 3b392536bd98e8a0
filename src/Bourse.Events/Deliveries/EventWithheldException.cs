namespace Bourse.Events.Deliveries;

/// <summary>Ends a request whose event its receiver may not hear of any more.</summary>
internal sealed class EventWithheldException() : Exception("The account may not hear of the event any more.");
