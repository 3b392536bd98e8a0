namespace Bourse.Exchange;

/// <summary>Why the provider took something from a client: for the audit record, never for the client.</summary>
public static class AuditReason
{
    /// <summary>The fewest characters.</summary>
    public const int CharactersMin = 10;

    /// <summary>The most characters.</summary>
    public const int CharactersMax = 512;

    /// <summary>Whether a text is long and short enough.</summary>
    public static bool IsValid(string? reason) => reason is { Length: >= CharactersMin and <= CharactersMax };

    /// <summary>Refuses what is none.</summary>
    /// <exception cref="ArgumentException">It is too short or too long.</exception>
    internal static void Require(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!IsValid(reason))
        {
            throw new ArgumentException($"The reason must have {CharactersMin} to {CharactersMax} characters.", nameof(reason));
        }
    }
}
