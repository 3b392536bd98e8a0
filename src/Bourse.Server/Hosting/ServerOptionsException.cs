namespace Bourse.Server.Hosting;

/// <summary>The host was asked to start with options that have mistakes.</summary>
public sealed class ServerOptionsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    /// <summary>Every mistake, each naming its key and what to do.</summary>
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
