using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Bourse.Access.Signing;

/// <summary>
/// The one parse of a request's path and query. The canonical form that is verified and the values that are served both come from it, so they cannot differ.
/// </summary>
internal sealed class RequestTarget
{
    private readonly IReadOnlyList<string> _canonicalSegments;

    private RequestTarget(IReadOnlyList<string> segments, IReadOnlyList<string> canonicalSegments, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        Segments = segments;
        _canonicalSegments = canonicalSegments;
        Query = query;
    }

    /// <summary>What stands between the path's slashes, each decoded once; the first, before the first slash, is empty.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The parameters, decoded once, in the order received.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; }

    /// <summary>Parses a path and a query as the service's rules say.</summary>
    public static bool TryParse(string rawPath, string rawQuery, SigV4ServiceRules rules, [NotNullWhen(true)] out RequestTarget? target)
    {
        target = null;
        if (!TryParseQuery(rawQuery, out var query) || rawPath.Length == 0 || rawPath[0] != '/') return false;
        var source = (rules.NormalizesPath ? Normalize(rawPath) : rawPath).Split('/');
        var segments = new string[source.Length];
        for (var index = 0; index < source.Length; index++)
        {
            if (!UriCoding.TryDecode(source[index], plusIsSpace: false, out var segment)) return false;
            // An encoded slash or dot segment would come out of decoding as structure the normalisation never saw.
            if (rules.NormalizesPath && (segment.Contains('/') || segment is "." or "..")) return false;
            segments[index] = segment;
        }
        target = new RequestTarget(segments, rules.EncodesPathTwice ? source : segments, query);
        return true;
    }

    /// <summary>Parses a query alone: presigned requests are recognised by it before their service, hence their rules, is known.</summary>
    public static bool TryParseQuery(string rawQuery, out IReadOnlyList<KeyValuePair<string, string>> query)
    {
        query = [];
        if (rawQuery.Length == 0) return true;
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var range in rawQuery.AsSpan().Split('&'))
        {
            var part = rawQuery.AsSpan()[range];
            if (part.IsEmpty) continue;
            var equals = part.IndexOf('=');
            var rawName = equals < 0 ? part : part[..equals];
            var rawValue = equals < 0 ? [] : part[(equals + 1)..];
            if (!UriCoding.TryDecode(rawName, plusIsSpace: true, out var name) || !UriCoding.TryDecode(rawValue, plusIsSpace: true, out var value))
                return false;
            parameters.Add(new(name, value));
        }
        query = parameters;
        return true;
    }

    /// <summary>Appends the canonical URI. A slash that was encoded is encoded here too: it is not the one that divides segments.</summary>
    public void AppendCanonicalPath(SigningBuffer buffer)
    {
        for (var index = 0; index < _canonicalSegments.Count; index++)
        {
            if (index > 0) buffer.Append((byte)'/');
            UriCoding.AppendEncoded(buffer, _canonicalSegments[index]);
        }
    }

    /// <summary>Appends the canonical query: encoded, sorted by name and then value, without the signature itself.</summary>
    public void AppendCanonicalQuery(SigningBuffer buffer)
    {
        if (Query.Count == 0) return;
        var encoded = new List<(string Name, string Value)>(Query.Count);
        foreach (var (name, value) in Query)
        {
            if (name != SigV4Names.SignatureParameter) encoded.Add((UriCoding.Encode(name), UriCoding.Encode(value)));
        }
        encoded.Sort(static (left, right) =>
        {
            var byName = string.CompareOrdinal(left.Name, right.Name);
            return byName != 0 ? byName : string.CompareOrdinal(left.Value, right.Value);
        });
        for (var index = 0; index < encoded.Count; index++)
        {
            if (index > 0) buffer.Append((byte)'&');
            buffer.Append(encoded[index].Name);
            buffer.Append((byte)'=');
            buffer.Append(encoded[index].Value);
        }
    }

    private static string Normalize(string path)
    {
        if (!path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal)) return path;
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "" or ".") continue;
            if (segment != "..") kept.Add(segment);
            else if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
        }
        var normalized = new StringBuilder("/").AppendJoin('/', kept);
        if (path[^1] == '/' && kept.Count > 0) normalized.Append('/');
        return normalized.ToString();
    }
}
