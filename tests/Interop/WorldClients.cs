using System.Text.Json;
using Bourse.Server.Tests.World;

namespace Bourse.Interop.Tests;

/// <summary>Starts foreign clients on a world's server.</summary>
internal static class WorldClients
{
    // Version 1 of the AWS command line presigns by an old signature unless it is told otherwise; docs/protocols/s3.md has these lines.
    private static string ConfigFile { get; } = Path.Combine(InteropFolder.Path, "Clients", "aws.config");

    /// <summary>The AWS command line with a client's session keys.</summary>
    public static Task<ToolRun> AwsAsync(this ExchangeWorld world, WorldClient client, params string[] arguments) => ToolRun.RunAsync(
        "aws",
        ["--endpoint-url", Address(world.Server.AwsAddress), .. arguments],
        environment: new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = client.Keys.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = client.Keys.SecretAccessKey.Reveal(),
            ["AWS_SESSION_TOKEN"] = client.Keys.SessionToken,
            ["AWS_CONFIG_FILE"] = ConfigFile,
        });

    /// <summary>s3cmd with a client's session keys.</summary>
    public static Task<ToolRun> S3CmdAsync(this ExchangeWorld world, WorldClient client, params string[] arguments)
    {
        var (keys, host) = (client.Keys, world.Server.AwsAddress.Authority);
        return ToolRun.RunAsync("s3cmd", [
            "--config=/dev/null", "--no-ssl", $"--host={host}", $"--host-bucket={host}", "--region=us-east-1", "--no-progress", $"--access_key={keys.AccessKeyId}",
            $"--secret_key={keys.SecretAccessKey.Reveal()}", $"--access_token={keys.SessionToken}", .. arguments]);
    }

    /// <summary>rclone with a client's session keys, as the remote <c>bourse</c>.</summary>
    public static Task<ToolRun> RcloneAsync(this ExchangeWorld world, WorldClient client, params string[] arguments) =>
        ToolRun.RunAsync("rclone", ["--config=/dev/null", .. arguments], environment: new Dictionary<string, string>
        {
            ["RCLONE_CONFIG_BOURSE_TYPE"] = "s3",
            ["RCLONE_CONFIG_BOURSE_PROVIDER"] = "Other",
            ["RCLONE_CONFIG_BOURSE_ENDPOINT"] = Address(world.Server.AwsAddress),
            ["RCLONE_CONFIG_BOURSE_REGION"] = "us-east-1",
            ["RCLONE_CONFIG_BOURSE_ACCESS_KEY_ID"] = client.Keys.AccessKeyId,
            ["RCLONE_CONFIG_BOURSE_SECRET_ACCESS_KEY"] = client.Keys.SecretAccessKey.Reveal(),
            ["RCLONE_CONFIG_BOURSE_SESSION_TOKEN"] = client.Keys.SessionToken,
        });

    /// <summary>ClickHouse with a client's own id and secret; one answer a statement, or one that says why it could not attach.</summary>
    public static async Task<JsonElement[]> ClickHouseAsync(this ExchangeWorld world, WorldClient client, params string[] statements)
    {
        var open = Address(world.Server.OpenAddress);
        var run = await ToolRun.RunAsync(
            "node",
            [Path.Combine(InteropFolder.Path, "Clients", "clickhouse.mjs"), $"{open}/iceberg/v1", $"{open}/oauth/token", Address(world.Server.AwsAddress),
                ExchangeWorld.Warehouse],
            JsonSerializer.Serialize(new { credential = $"{client.ClientId}:{client.Secret}", statements }));
        using var answers = JsonDocument.Parse(run.Succeeded());
        return [.. answers.RootElement.EnumerateArray().Select(answer => answer.Clone())];
    }

    /// <summary>An address without its last slash, as people type it.</summary>
    public static string Address(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
