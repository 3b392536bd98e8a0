using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>Parameters of the protocol's GET requests, each at most once.</summary>
internal static class SharingQuery
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>A text, or null when it is absent.</summary>
    /// <exception cref="SharingFault">It is there more than once.</exception>
    public static string? Text(HttpContext context, string name) => context.Request.Query[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values => values[0],
        _ => throw new SharingFault(SharingError.Invalid($"{name}: send it once.")),
    };

    /// <summary>A whole number, 0 or more.</summary>
    /// <exception cref="SharingFault">It is none.</exception>
    public static long? Number(HttpContext context, string name)
    {
        if (Text(context, name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SharingFault(SharingError.Invalid($"{name}: must be a whole number, 0 or more."));
    }

    /// <summary>A time with its zone, such as <c>2022-01-01T00:00:00Z</c>.</summary>
    /// <exception cref="SharingFault">It is none.</exception>
    public static DateTimeOffset? Time(HttpContext context, string name) => Text(context, name) is { } text ? Time(name, text) : null;

    /// <summary>Reads a time with its zone.</summary>
    /// <exception cref="SharingFault">It is none.</exception>
    public static DateTimeOffset Time(string name, string text) =>
        TryTime(text, out var time) ? time : throw new SharingFault(SharingError.Invalid($"{name}: must be a time in UTC such as 2022-01-01T00:00:00Z."));

    /// <summary>Reads a time; false without a zone, since whose it would be is not known.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        var hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasZone && DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>Whether a flag is set; Python writes <c>True</c>.</summary>
    /// <exception cref="SharingFault">It is neither true nor false.</exception>
    public static bool Flag(HttpContext context, string name)
    {
        if (Text(context, name) is not { } text)
            return false;
        return bool.TryParse(text, out var flag) ? flag : throw new SharingFault(SharingError.Invalid($"{name}: must be true or false."));
    }
}
