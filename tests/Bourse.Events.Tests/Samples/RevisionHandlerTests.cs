using System.Diagnostics;
using System.Text.Json;

namespace Bourse.Events.Tests.Samples;

/// <summary>The sample program as it is shipped, run by Node: a receiver that shares no code with the dispatcher.</summary>
[Collection(nameof(TimedTests))]
[Trait("Runs", "measured")]
public sealed class RevisionHandlerTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "samples", "revision-handler");

    [Fact]
    public async Task Its_own_tests_pass()
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["--test"]) { WorkingDirectory = s_folder, RedirectStandardOutput = true })!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, output);
    }

    [Fact]
    public async Task It_accepts_what_the_dispatcher_sends_within_a_second_of_the_commit()
    {
        await using var world = await EventsWorld.CreateAsync(TimeProvider.System, "127.0.0.1");
        using var folder = new TemporaryFolder();
        var secretFile = Path.Combine(folder.Path, "webhook");
        // The address is needed to register, and the secret to start: so the port is found first.
        var port = FreePort.Find();
        var webhook = await world.RegisterAsync(EventsWorld.Hedge, $"http://127.0.0.1:{port}/hook", "revision.*");
        await File.WriteAllTextAsync(secretFile, webhook.Secret.Reveal());
        using var node = StartHandler(folder.Path, secretFile, port);
        await ReportAsync(node, "listening");
        using var dispatcher = world.NewRealDispatcher();
        using var stopping = new CancellationTokenSource();
        var running = dispatcher.RunAsync(stopping.Token);

        // Published by another process: nothing wakes the dispatcher but its own look.
        await using var otherProcess = world.OpenMetastore();
        var started = Stopwatch.GetTimestamp();
        var id = await otherProcess.WriteAsync(session => world.NewBus().PublishAsync(session, EventsWorld.Event(EventsWorld.Hedge, number: 2)));
        var received = await ReportAsync(node, "received");
        var took = Stopwatch.GetElapsedTime(started);

        node.Kill();
        await stopping.CancelAsync();
        await running;
        Assert.Equal(id, received.GetProperty("id").GetString());
        Assert.Equal("revision.published", received.GetProperty("type").GetString());
        Assert.InRange(took.TotalMilliseconds, 0, 1_000);
    }

    private static Process StartHandler(string folder, string secretFile, int port)
    {
        var start = new ProcessStartInfo("node", ["index.mjs"]) { WorkingDirectory = s_folder, RedirectStandardOutput = true };
        start.Environment["BOURSE_URL"] = "http://127.0.0.1:9";
        start.Environment["BOURSE_CLIENT_ID"] = "client";
        start.Environment["BOURSE_CLIENT_SECRET_FILE"] = secretFile;
        start.Environment["BOURSE_WEBHOOK_SECRET_FILE"] = secretFile;
        start.Environment["BOURSE_FUNDS"] = "MER-1";
        start.Environment["CACHE_FOLDER"] = Path.Combine(folder, "cache");
        start.Environment["PORT"] = $"{port}";
        return Process.Start(start)!;
    }

    private static async Task<JsonElement> ReportAsync(Process node, string what)
    {
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            var report = JsonSerializer.Deserialize<JsonElement>(line);
            if (report.GetProperty("what").GetString() == what)
                return report;
        }
        throw new InvalidOperationException($"The handler ended without reporting '{what}'.");
    }
}
