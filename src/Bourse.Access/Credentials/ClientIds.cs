using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Bourse.Access.Identity;

namespace Bourse.Access.Credentials;

/// <summary>OAuth2 client ids: <c>222222222222.client</c>, account and principal. Public; knowing one is worth nothing.</summary>
public static partial class ClientIds
{
    /// <summary>The client id of a principal.</summary>
    public static string For(Principal principal) => $"{principal.Account}.{principal.Name}";

    /// <summary>The principal of a client id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? clientId, [NotNullWhen(true)] out Principal? principal)
    {
        principal = null;
        if (clientId is null || !Form().IsMatch(clientId)) return false;
        principal = new Principal(AccountId.Parse(clientId[..12]), clientId[13..]);
        return true;
    }

    [GeneratedRegex(@"\A[0-9]{12}\.[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
