using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Bourse.Cli.Tests.Doctor;

/// <summary><c>bourse doctor</c> on the machine of the tests, which has all that an exchange needs.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_part_that_an_exchange_needs_is_looked_at()
    {
        Write("");
        var (exitCode, checks) = await CheckAsync();

        Assert.Equal(ExitCode.Ok, exitCode);
        foreach (var needed in new[] { ".NET", "libduckdb", "libsqlite3", "libcrypto", "configuration", "open listener", "AWS listener" })
            Assert.Equal("pass", checks[needed].State);
    }

    [Fact]
    public async Task A_port_that_is_taken_and_a_key_that_is_misspelt_are_told_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        Write($$$""", "listeners": {"open": {"address": "{{{taken.LocalEndpoint}}}"}, "aws": {"address": "127.0.0.1:0"}}""");
        var (exitCode, checks) = await CheckAsync();

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal(
            ("warn", $"{taken.LocalEndpoint} is taken", "Give the listener another address in bourse.json, or end what has it."), checks["open listener"]);

        Write(", \"regoin\": \"eu\"");
        (exitCode, checks) = await CheckAsync();

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Equal(("fail", "Correct the keys that are named."), (checks["configuration"].State, checks["configuration"].ToDo));
        Assert.Contains("regoin", checks["configuration"].Found, StringComparison.Ordinal);
    }

    private void Write(string more)
    {
        Directory.CreateDirectory(Data);
        var listeners = more.Contains("listeners", StringComparison.Ordinal)
            ? "" : """, "listeners": {"open": {"address": "127.0.0.1:0"}, "aws": {"address": "127.0.0.1:0"}}""";
        _folder.Write(
            "data/bourse.json",
            $$"""{"provider": {"account": "111111111111", "name": "Meridian", "contact": "data@meridian.example"}{{listeners}}{{more}}}""");
    }

    private async Task<(int ExitCode, Dictionary<string, (string State, string Found, string? ToDo)> Checks)> CheckAsync()
    {
        var run = await Cli.RunAsync("doctor", "--data", Data, "--format", "json");
        using var document = JsonDocument.Parse(run.Output);
        return (run.ExitCode, document.RootElement.EnumerateArray().ToDictionary(
            row => row.GetProperty("check").GetString()!,
            row => (row.GetProperty("state").GetString()!, row.GetProperty("found").GetString()!, row.GetProperty("what_to_do").GetString())));
    }
}
