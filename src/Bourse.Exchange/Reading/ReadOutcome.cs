namespace Bourse.Exchange.Reading;

/// <summary>What a read came to. What does not exist and what is not granted are one case, so no answer tells them apart.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record ReadOutcome<T>
{
    private ReadOutcome() { }

    /// <summary>The same outcome for another kind of answer.</summary>
    /// <exception cref="InvalidOperationException">Something was found, so there is nothing to carry over.</exception>
    public ReadOutcome<TOther> As<TOther>() => this switch
    {
        Refused => new ReadOutcome<TOther>.Refused(),
        Missing missing => new ReadOutcome<TOther>.Missing(missing.Why),
        SessionEnded => new ReadOutcome<TOther>.SessionEnded(),
        Unavailable => new ReadOutcome<TOther>.Unavailable(),
        _ => throw new InvalidOperationException("A found value cannot become an outcome of another kind."),
    };

    /// <summary>Allowed, and here it is.</summary>
    public sealed record Found(T Value) : ReadOutcome<T>;

    /// <summary>Unknown or not granted: 403 in every protocol, with one wording.</summary>
    public sealed record Refused : ReadOutcome<T>;

    /// <summary>Granted, but the caller's own view holds no such thing: 404 where a protocol knows it.</summary>
    /// <param name="Why">What the caller may be told beyond that, for example that and why a revision was revoked; null for nothing.</param>
    public sealed record Missing(string? Why = null) : ReadOutcome<T>;

    /// <summary>The session has expired or was revoked: 401 where the protocol's clients then refresh.</summary>
    public sealed record SessionEnded : ReadOutcome<T>;

    /// <summary>The node does not know the current policy: 503, ask again.</summary>
    public sealed record Unavailable : ReadOutcome<T>;
}
