using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Bourse.Cli.Tests.Commands;

public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("open")]
    [InlineData("aws")]
    public async Task A_taken_port_ends_with_1_and_says_which_key_to_change(string listener)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        using var folder = new TemporaryFolder();
        var listeners = new Dictionary<string, object> { ["open"] = new { address = "127.0.0.1:0" }, ["aws"] = new { address = "127.0.0.1:0" } };
        listeners[listener] = new { address = holder.LocalEndpoint.ToString() };
        folder.Write("bourse.json", JsonSerializer.Serialize(new
        {
            provider = new { account = "111111111111", name = "Meridian", contact = "data@meridian.example" }, listeners,
        }));

        var (exitCode, output, words) = await Cli.RunAsync("serve", "--data", folder.Path);

        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.Equal(
            $"bourse: listeners.{listener}.address: {holder.LocalEndpoint} is taken by another program, perhaps another 'bourse serve'. "
                + $"End that program, or write another port in listeners.{listener}.address of bourse.json.\n", words);
    }
}
