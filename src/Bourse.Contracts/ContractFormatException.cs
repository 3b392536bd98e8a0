namespace Bourse.Contracts;

/// <summary>A document that cannot be read at all. The message names the line and what to do.</summary>
public sealed class ContractFormatException : Exception
{
    /// <summary>Creates it.</summary>
    public ContractFormatException(string message) : base(message) { }

    /// <summary>Creates it.</summary>
    public ContractFormatException(string message, Exception inner) : base(message, inner) { }
}
