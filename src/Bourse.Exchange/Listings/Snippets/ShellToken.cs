namespace Bourse.Exchange.Listings.Snippets;

/// <summary>
/// An OAuth2 token in a shell: the secret stands in no argument that other users could see. Refused, it says so in one line; a script ends there, and at a prompt
/// whatever follows finds <c>TOKEN</c> empty.
/// </summary>
internal static class ShellToken
{
    /// <summary>The lines that set <c>TOKEN</c>.</summary>
    internal static string Lines(ClientEndpoints at) =>
        $$"""
        TOKEN=$(printf 'user = "%s:%s"' "$BOURSE_CLIENT_ID" "$BOURSE_CLIENT_SECRET" | curl -fsS -K - -d grant_type=client_credentials {{at.Token}} \
          | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
        : "${TOKEN:?was not given: check BOURSE_CLIENT_ID and BOURSE_CLIENT_SECRET}"
        """;
}
