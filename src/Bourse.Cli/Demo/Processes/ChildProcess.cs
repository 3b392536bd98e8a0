using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;

namespace Bourse.Cli.Demo.Processes;

/// <summary>A program of its own that the demo started: lines in, lines out, and ended with the demo whatever happens.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int ErrorLinesKept = 20;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Queue<string> _errors = [];

    private ChildProcess(Process process) => _process = process;

    /// <summary>The last lines of its stderr.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return string.Join('\n', _errors);
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">A program on the path.</param>
    /// <param name="arguments">Its arguments; never a secret.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="settings">Environment variables, besides those of this process.</param>
    /// <exception cref="CommandFailedException">It cannot be started.</exception>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string,
        string> settings)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException($"{program} cannot be started: {e.Message}. 'bourse doctor' says what is missing.");
        }
        var child = new ChildProcess(process);
        process.OutputDataReceived += (_, line) => child.Receive(line.Data);
        process.ErrorDataReceived += (_, line) => child.Complain(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and stdout.</returns>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> settings,
            CancellationToken cancellation)
    {
        await using var child = Start(program, arguments, folder, settings);
        child._process.StandardInput.Close();
        var lines = new List<string>();
        await foreach (var line in child._lines.Reader.ReadAllAsync(cancellation))
            lines.Add(line);
        await child._process.WaitForExitAsync(cancellation);
        return (child._process.ExitCode, string.Join('\n', lines), child.Errors);
    }

    /// <summary>Writes a line to its stdin.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
    }

    /// <summary>The next line of its stdout.</summary>
    /// <exception cref="CommandFailedException">It has ended.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        try
        {
            return await _lines.Reader.ReadAsync(cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new CommandFailedException($"{_process.StartInfo.FileName} has ended: {Errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.StandardInput.Close();
                using var patience = new CancellationTokenSource(Grace);
                await _process.WaitForExitAsync(patience.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It does not heed the end of its input.
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null)
            _lines.Writer.TryComplete();
        else
            _lines.Writer.TryWrite(line);
    }

    private void Complain(string? line)
    {
        if (line is null)
            return;
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > ErrorLinesKept)
                _errors.Dequeue();
        }
    }
}
