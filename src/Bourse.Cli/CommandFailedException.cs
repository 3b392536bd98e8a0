namespace Bourse.Cli;

/// <summary>A command cannot do what was asked. The message says what is wrong and what to do; it is shown as it is.</summary>
internal sealed class CommandFailedException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
