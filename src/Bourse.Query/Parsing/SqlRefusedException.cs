namespace Bourse.Query.Parsing;

/// <summary>SQL that is not run. The message says why and what to write instead; it is for the provider, whose SQL it is.</summary>
public sealed class SqlRefusedException : Exception
{
    /// <summary>Creates it.</summary>
    public SqlRefusedException(string message) : base(message) { }

    /// <summary>The table that does not exist, where that is why; null for anything else.</summary>
    public string? MissingTable { get; init; }

    /// <summary>Creates it.</summary>
    public SqlRefusedException(string message, Exception inner) : base(message, inner) { }
}
