using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Bourse.Access.Signing;

namespace Bourse.Access.Credentials;

/// <summary>
/// Sessions whose token was opened lately, so that a reader of many objects pays for opening it once. It decides nothing: expiry is
/// looked at each time, and
/// the authorizer looks at epochs.
/// </summary>
internal sealed class RecentSessions
{
    // About 2 kB each. When full it starts anew: opening a token again costs microseconds.
    private const int SessionsMax = 4096;
    private readonly ConcurrentDictionary<string, (string Token, SigningKeyOutcome.Found Session)> _sessions = new(StringComparer.Ordinal);

    public bool TryFind(string accessKeyId, string token, [NotNullWhen(true)] out SigningKeyOutcome.Found? session)
    {
        session = null;
        // In constant time: the access key is public, so a caller could otherwise feel its way along the token.
        if (!_sessions.TryGetValue(accessKeyId, out var known)
            || !CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(known.Token.AsSpan()), MemoryMarshal.AsBytes(token.AsSpan())))
        {
            return false;
        }
        session = known.Session;
        return true;
    }

    public void Add(string accessKeyId, string token, SigningKeyOutcome.Found session)
    {
        if (_sessions.Count >= SessionsMax) _sessions.Clear();
        _sessions[accessKeyId] = (token, session);
    }
}
