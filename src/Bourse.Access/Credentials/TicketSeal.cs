using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Bourse.Access.Keys;

namespace Bourse.Access.Credentials;

/// <summary>Turns tickets into tokens and back. A token of one purpose is worth nothing for another.</summary>
internal sealed class TicketSeal(IKeyRing keys, string purpose)
{
    // The longest honest token is under 600 characters.
    private const int TokenLengthMax = 2048;

    public string Seal(SessionTicket ticket)
    {
        var bytes = ticket.ToBytes();
        var token = StrictBase64Url.Encode(keys.Protect(purpose, bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return token;
    }

    public bool TryOpen(ReadOnlySpan<char> token, [NotNullWhen(true)] out SessionTicket? ticket)
    {
        ticket = null;
        if (token.Length > TokenLengthMax || !StrictBase64Url.TryDecode(token, out var box) || !keys.TryUnprotect(purpose, box, out var bytes))
            return false;
        ticket = SessionTicket.FromBytes(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }
}
