using Bourse.Access.Keys;
using Bourse.Access.Signing;
using Bourse.Cli.Clients;
using Bourse.Contracts.Agreements;

namespace Bourse.Cli.Demo;

/// <summary>A client of the story: its agreement, its credential and its engine.</summary>
internal sealed class DemoClient(AgreementDocument agreement, ClientCredential credential, ExchangeHttp http, IDemoClient engine)
    : IAsyncDisposable
{
    public AgreementDocument Agreement => agreement;

    public string Name => agreement.ClientName;

    public ClientCredential Credential => credential;

    public ExchangeHttp Http => http;

    public IDemoClient Engine => engine;

    /// <summary>The file that holds its credential.</summary>
    public required string CredentialFile { get; init; }

    /// <summary>Its own folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The audit log's checkpoint that it kept.</summary>
    public string? KeptCheckpoint { get; set; }

    /// <summary>A token for its credential.</summary>
    public async Task<SecretText> TokenAsync(CancellationToken cancellation)
    {
        var (status, token) = await http.TokenAsync(credential, cancellation);
        return token ?? throw new DemoStepFailedException($"{Name} asked for a token and got HTTP {(int)status}.");
    }

    /// <summary>Session keys for a token.</summary>
    public async Task<SigningCredentials> KeysAsync(SecretText token, CancellationToken cancellation)
    {
        var (status, _, keys) = await http.AssumeRoleAsync(credential, token, cancellation);
        return keys?.Keys ?? throw new DemoStepFailedException($"{Name} asked for session keys and got HTTP {(int)status}.");
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        http.Dispose();
    }
}
