namespace Bourse.Server.Hosting;

/// <summary>What clients call the two listeners; known once both are bound.</summary>
internal sealed class ListenerAddresses
{
    private Uri? _open;
    private Uri? _aws;

    /// <summary>The open protocols' address.</summary>
    public Uri Open => _open ?? throw new InvalidOperationException("The listeners are not bound yet.");

    /// <summary>The AWS-compatible endpoint's address.</summary>
    public Uri Aws => _aws ?? throw new InvalidOperationException("The listeners are not bound yet.");

    /// <summary>Called once, when both are bound.</summary>
    public void Set(Uri open, Uri aws) => (_open, _aws) = (open, aws);
}
