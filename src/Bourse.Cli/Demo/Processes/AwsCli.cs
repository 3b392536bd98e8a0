using System.Text.Json;
using Bourse.Cli.Clients;
using Bourse.Storage.Local;

namespace Bourse.Cli.Demo.Processes;

/// <summary>
/// The AWS command line, signed in by the client's OAuth2 token alone: it calls STS itself, and the keys live in its environment. Nothing
/// secret is in its arguments.
/// </summary>
internal sealed class AwsCli
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _folder;

    private AwsCli(IReadOnlyDictionary<string, string> settings, string folder) => (_settings, _folder) = (settings, folder);

    public static async Task<bool> IsInstalledAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            return (await ChildProcess.RunAsync("aws", ["--version"], folder, new Dictionary<string, string>(),
                cancellation)).ExitCode == 0;
        }
        catch (CommandFailedException)
        {
            return false;
        }
    }

    /// <summary>Writes the client's token where the AWS command line looks for a web identity.</summary>
    public static async Task<AwsCli> SignInAsync(ExchangeHttp http, ClientCredential credential, string folder,
        CancellationToken cancellation)
    {
        var (status, token) = await http.TokenAsync(credential, cancellation);
        if (token is null)
            throw new DemoClientException($"The token endpoint answered HTTP {(int)status}.");
        var file = Path.Combine(folder, "web-identity-token");
        WholeFile.WriteSecret(file, token.Reveal());
        var settings = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = http.Addresses.Storage.GetLeftPart(UriPartial.Authority),
            ["AWS_REGION"] = http.Addresses.Region,
            ["AWS_DEFAULT_REGION"] = http.Addresses.Region,
            // Nothing of the user's own AWS set-up may take part.
            ["AWS_CONFIG_FILE"] = Path.Combine(folder, "no-aws-config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder, "no-aws-credentials"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_PAGER"] = "",
        };
        // Not left to the command line's own web identity provider, which would keep the keys in the user's home beyond this run.
        var answer = await new AwsCli(settings, folder).RunAsync(
            [
                "sts", "assume-role-with-web-identity", "--role-arn", credential.RoleArn, "--role-session-name", "bourse-demo",
                    "--web-identity-token", $"file://{file}",
                "--output", "json",
            ],
            cancellation);
        using var document = JsonDocument.Parse(answer);
        var keys = document.RootElement.GetProperty("Credentials");
        settings["AWS_ACCESS_KEY_ID"] = keys.GetProperty("AccessKeyId").GetString()!;
        settings["AWS_SECRET_ACCESS_KEY"] = keys.GetProperty("SecretAccessKey").GetString()!;
        settings["AWS_SESSION_TOKEN"] = keys.GetProperty("SessionToken").GetString()!;
        return new AwsCli(settings, folder);
    }

    /// <summary>Runs it and gives its stdout.</summary>
    /// <exception cref="DemoClientException">It failed.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var (exitCode, output, errors) = await ChildProcess.RunAsync("aws", arguments, _folder, _settings, cancellation);
        return exitCode == 0 ? output : throw new DemoClientException($"aws {string.Join(' ', arguments.Take(2))}: {errors}");
    }
}
