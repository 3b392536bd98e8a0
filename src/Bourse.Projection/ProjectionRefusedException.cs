namespace Bourse.Projection;

/// <summary>What a rule set asks for cannot be made of the table as it stands, however often it is tried. The message is for the provider.</summary>
public sealed class ProjectionRefusedException : Exception
{
    /// <summary>Makes it.</summary>
    public ProjectionRefusedException() { }

    /// <summary>Makes it.</summary>
    /// <param name="message">Why, and what to do where only the table can be changed.</param>
    public ProjectionRefusedException(string message) : base(message) { }

    /// <summary>Makes it.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">What found it.</param>
    public ProjectionRefusedException(string message, Exception innerException) : base(message, innerException) { }
}
