using System.CommandLine;
using System.Text;
using System.Text.Json;
using Bourse.Cli.Clients;
using Bourse.Cli.Output;
using Bourse.Server.Hosting;

namespace Bourse.Cli.Commands;

/// <summary><c>bourse credentials</c>: what AWS tools run as their <c>credential_process</c>, so that they renew session keys by themselves.</summary>
internal static class CredentialsCommand
{
    public static Command Create(CommandContext context)
    {
        var token = AddressOption.Create("--token-url", "The token endpoint, for example http://127.0.0.1:8080/oauth/token", required: true);
        var storage = AddressOption.Create("--storage", "The endpoint of S3 and STS, for example http://127.0.0.1:9000", required: true);
        var credential = new Option<string>("--credential") { Description = "A file that holds client-id:client-secret", HelpName = "FILE", Required = true };
        var command = new Command("credentials", "Give session keys to an AWS tool, as the credential_process of its profile") { token, storage, credential };
        command.SetAction(async (parsed, cancellation) =>
        {
            var client = ClientCredential.Read(parsed.GetRequiredValue(credential));
            var defaults = new ServerOptions();
            var (tokenAddress, storageAddress) = (parsed.GetRequiredValue(token)!, parsed.GetRequiredValue(storage)!);
            using var http = new ExchangeHttp(
                new ExchangeAddresses(tokenAddress, tokenAddress, storageAddress, defaults.Region, defaults.Warehouse), context.Clock);
            context.Terminal.Write(Document(await FetchAsync(http, client, cancellation)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<RoleKeys> FetchAsync(ExchangeHttp http, ClientCredential client, CancellationToken cancellation)
    {
        var (answer, token) = await http.TokenAsync(client, cancellation);
        if (token is null)
        {
            throw new CommandFailedException(
                $"The token endpoint answered {(int)answer}: check the credential's file, and that it has not ended.", ExitCode.NotAuthorised);
        }
        var (status, code, keys) = await http.AssumeRoleAsync(client, token, cancellation);
        return keys ?? throw new CommandFailedException($"STS answered {(int)status} {code}: the exchange serves this client nothing now.", ExitCode.NotAuthorised);
    }

    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
    private static string Document(RoleKeys keys)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Terminal.JsonOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("Version", 1);
            json.WriteString("AccessKeyId", keys.Keys.AccessKeyId);
            json.WriteString("SecretAccessKey", keys.Keys.Secret.Reveal());
            json.WriteString("SessionToken", keys.Keys.SessionToken);
            json.WriteString("Expiration", keys.Expiration);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
