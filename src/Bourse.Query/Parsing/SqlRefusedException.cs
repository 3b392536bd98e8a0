namespace Bourse.Query.Parsing;

/// <summary>SQL that is not run. The message says why and what to write instead; it is for the provider, whose SQL it is.</summary>
public sealed class SqlRefusedException : Exception
{
    /// <summary>Creates it.</summary>
    public SqlRefusedException(string message) : base(message) { }

    /// <summary>Creates it.</summary>
    public SqlRefusedException(string message, Exception inner) : base(message, inner) { }
}
