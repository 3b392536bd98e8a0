using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Bourse.Worker.Confining;
using Bourse.Worker.Confining.Seccomp;

namespace Bourse.Worker.Tests.Confining;

/// <summary>A program that goes through stage 0 as a worker does, and then tries everything.</summary>
public sealed partial class ConfinedProbeTests
{
    private static readonly string s_probe = Path.Combine(AppContext.BaseDirectory, "Bourse.Worker.Probe.dll");

    private static readonly Dictionary<string, int> Expected = new()
    {
        ["kill parent"] = Errno.NotPermitted,
        ["kill group"] = Errno.NotPermitted,
        ["kill all"] = Errno.NotPermitted,
        ["kill self"] = 0,
        ["tgkill parent"] = Errno.NotPermitted,
        ["tgkill self"] = 0,
        ["clone a process"] = Errno.NotPermitted,
        ["clone into a namespace"] = Errno.NotPermitted,
        ["map shared memory"] = Errno.NotPermitted,
        ["map a growing stack"] = Errno.NotPermitted,
        ["map private memory"] = 0,
        ["signal the parent by a descriptor"] = Errno.NotPermitted,
        ["choose a descriptor's signal"] = Errno.NotPermitted,
        ["ask a descriptor's flags"] = 0,
        ["own a descriptor for the parent"] = Errno.NotPermitted,
        ["outlive the parent"] = Errno.NotPermitted,
        ["raise a limit"] = Errno.NotPermitted,
        ["slow the parent"] = Errno.NotPermitted,
        ["a call of tomorrow"] = Errno.NotImplemented,
        ["socket as x32"] = Errno.NotImplemented,
        ["read the file given"] = 0,
        ["list the folder"] = 0,
        ["write the file given"] = Errno.AccessDenied,
        ["create in the folder"] = Errno.AccessDenied,
        ["cut the file given"] = 22,
        ["cut the file given by opening it"] = Errno.AccessDenied,
        ["remove the file given"] = Errno.AccessDenied,
        ["rename the file given"] = Errno.AccessDenied,
        ["link a file in"] = Errno.AccessDenied,
        ["make a folder"] = Errno.AccessDenied,
        ["make a symbolic link"] = Errno.AccessDenied,
        ["follow a symbolic link out"] = Errno.AccessDenied,
        ["climb out"] = Errno.AccessDenied,
        ["read outside"] = Errno.AccessDenied,
        ["write outside"] = Errno.AccessDenied,
        ["list the root"] = Errno.AccessDenied,
        ["read passwd"] = Errno.AccessDenied,
        ["read the parent's environment"] = Errno.AccessDenied,
        ["read the parent's memory"] = Errno.AccessDenied,
        ["write own memory by file"] = Errno.AccessDenied,
        ["climb out by proc"] = Errno.AccessDenied,
        ["write in tmp"] = Errno.AccessDenied,
        ["write in shm"] = Errno.AccessDenied,
        ["write a device"] = Errno.AccessDenied,
        ["execute a shell early"] = Errno.AccessDenied,
        ["find a descriptor left open"] = 2,
        ["execute dotnet"] = Errno.NotPermitted,
        ["execute a shell"] = Errno.NotPermitted,
    };

    [ConfinedFact]
    public async Task A_confined_program_can_read_what_it_was_given_and_nothing_else_it_tries_works()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["given"], "given");
        await File.WriteAllTextAsync(other["secret"], "secret");
        File.CreateSymbolicLink(folder["leads-out"], other["secret"]);
        // As a library without care would leave it: inherited by every child.
        var leftOpen = Open(other["secret"], 0);
        try
        {
            var output = await RunAsync(folder.Path, other["secret"]);

            Assert.Equal("missing ", output[0]);
            var found = output.Skip(1).Select(line => line.Split(' ')).ToDictionary(
                words => string.Join(' ', words[..^1]), words => int.Parse(words[^1], CultureInfo.InvariantCulture));
            var refused = DeniedSyscalls.FromTheStart(0).Where(call => call.Tests.Count == 0 && call.X64 is not null).ToDictionary(call => call.Name, call => call.Error);
            Assert.Equal(Sorted(Expected.Concat(refused)), Sorted(found));
            Assert.Equal("given", await File.ReadAllTextAsync(folder["given"]));
            Assert.Equal(["given", "leads-out"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        finally
        {
            _ = Close(leftOpen);
        }
    }

    [ConfinedFact]
    public async Task A_worker_dies_with_its_parent_also_in_the_middle_of_its_work()
    {
        using var folder = new TemporaryFolder();
        using var parent = Process.Start(DotnetHost.Start(s_probe, ["orphan", folder.Path]))!;
        var worker = Process.GetProcessById(int.Parse((await parent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
        Assert.False(worker.HasExited);
        parent.Kill();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await worker.WaitForExitAsync(patience.Token);
    }

    private static string Sorted(IEnumerable<KeyValuePair<string, int>> results) =>
        string.Join('\n', results.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"));

    private static async Task<string[]> RunAsync(string folder, string outside)
    {
        var start = DotnetHost.Start(s_probe, ["start", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), folder, outside]);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(("", 0), (await errors, process.ExitCode));
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
