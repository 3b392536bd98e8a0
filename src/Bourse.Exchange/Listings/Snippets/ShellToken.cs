namespace Bourse.Exchange.Listings.Snippets;

/// <summary>An OAuth2 token in a shell: the secret stands in no argument that other users could see.</summary>
internal static class ShellToken
{
    /// <summary>The lines that set <c>TOKEN</c>.</summary>
    internal static string Lines(ClientEndpoints at) =>
        $$"""
        TOKEN=$(printf 'user = "%s:%s"' "$BOURSE_CLIENT_ID" "$BOURSE_CLIENT_SECRET" | curl -fsS -K - -d grant_type=client_credentials {{at.Token}} \
          | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
        """;
}
