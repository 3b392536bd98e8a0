namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>A request that is refused for what it says; the endpoint that reads it answers the error.</summary>
internal sealed class SharingFault(SharingError error) : Exception(error.Message)
{
    public SharingError Error { get; } = error;
}
