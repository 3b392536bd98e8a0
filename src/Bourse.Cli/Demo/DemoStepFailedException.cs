namespace Bourse.Cli.Demo;

/// <summary>A step of the story did not hold; the message says what was seen and what should have been.</summary>
internal sealed class DemoStepFailedException(string message) : Exception(message)
{
    /// <summary>Ends the step when something that must hold does not.</summary>
    public static void Unless(bool holds, string message)
    {
        if (!holds)
            throw new DemoStepFailedException(message);
    }
}
