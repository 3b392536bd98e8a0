namespace Bourse.Access.Credentials;

/// <summary>How long credentials live.</summary>
public static class Lifetimes
{
    /// <summary>The most that session keys and bearer tokens live, and what they live when nothing shorter is asked for.</summary>
    public static readonly TimeSpan SessionMax = TimeSpan.FromHours(1);

    /// <summary>The least that STS lets a caller ask for.</summary>
    public static readonly TimeSpan RoleSessionMin = TimeSpan.FromMinutes(15);

    /// <summary>The most that a client secret lives.</summary>
    public static readonly TimeSpan ClientSecretMax = TimeSpan.FromDays(90);

    /// <summary>The most that an access key lives: a working day, for tools that know no session token.</summary>
    public static readonly TimeSpan AccessKeyMax = TimeSpan.FromHours(12);

    /// <summary>The most that the token of a Delta Sharing profile lives.</summary>
    public static readonly TimeSpan SharingTokenMax = TimeSpan.FromDays(90);

    /// <summary>How long the sharing tokens of before live on, at most, once another took their place.</summary>
    public static readonly TimeSpan SharingTokenOverlap = TimeSpan.FromDays(1);

    /// <summary>The most that a link to one object lives.</summary>
    public static readonly TimeSpan ObjectLink = TimeSpan.FromMinutes(15);

    /// <summary>How long an activation link can be used.</summary>
    public static readonly TimeSpan ActivationLink = TimeSpan.FromHours(24);

    /// <summary>How long a link is known after it could be used, so that one that is tried again is told from a guess.</summary>
    public static readonly TimeSpan SpentActivationLink = TimeSpan.FromDays(90);

    /// <summary>How far ahead the expiry of a client's assertion may be.</summary>
    public static readonly TimeSpan AssertionMax = TimeSpan.FromMinutes(10);

    /// <summary>The end of a session issued now: after its lifetime, and never after <paramref name="notAfter"/>; in whole seconds, as
    /// the protocols write it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is not in (0, 1 h].</exception>
    /// <exception cref="ArgumentException"><paramref name="notAfter"/> leaves no time at all.</exception>
    internal static DateTimeOffset SessionEnd(DateTimeOffset now, TimeSpan lifetime, DateTimeOffset? notAfter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, SessionMax);
        var end = now + lifetime;
        if (notAfter < end) end = notAfter.Value.ToUniversalTime();
        end = WholeSeconds(end);
        return end > now ? end : throw new ArgumentException("The session would end before it begins.", nameof(notAfter));
    }

    /// <summary>A time without its fraction of a second, as the protocols write it.</summary>
    internal static DateTimeOffset WholeSeconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
