namespace Bourse.Server.Protocols.EventBridge;

/// <summary>Ends the reading of a request that is not what the operation takes.</summary>
internal sealed class EventBridgeException(EventBridgeError error) : Exception(error.Message)
{
    public EventBridgeError Error => error;
}
