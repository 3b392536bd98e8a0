namespace Bourse.Cli.Demo;

/// <summary>A client's engine could not answer; the message is the engine's own.</summary>
internal sealed class DemoClientException(string message) : Exception(message);
