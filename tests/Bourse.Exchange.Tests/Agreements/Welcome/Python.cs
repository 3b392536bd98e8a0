using System.Diagnostics;

namespace Bourse.Exchange.Tests.Agreements.Welcome;

/// <summary>The system's Python, whose mail library and mail server are peers that share no code with us.</summary>
internal static class Python
{
    internal const string Path = "/usr/bin/python3";

    internal static bool Has(string module) => File.Exists(Path) && Start(["-c", $"import {module}"]) is { } process && Exit(process) == 0;

    internal static Process Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Path) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    internal static string Run(string program, byte[] input)
    {
        using var process = Start(["-c", program]);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(Exit(process) == 0, process.StandardError.ReadToEnd());
        return output;
    }

    private static int Exit(Process process)
    {
        process.WaitForExit();
        return process.ExitCode;
    }
}
