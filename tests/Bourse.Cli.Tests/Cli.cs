using Bourse.Cli.Output;

namespace Bourse.Cli.Tests;

/// <summary>Runs a command line in this process, as a pipe would see it.</summary>
internal static class Cli
{
    public static Task<(int ExitCode, string Output, string Words)> RunAsync(params string[] arguments) => RunAsync(TextReader.Null, arguments);

    public static async Task<(int ExitCode, string Output, string Words)> RunAsync(TextReader input, params string[] arguments)
    {
        var (output, words) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(arguments, new Terminal(output, words, input: input), TimeProvider.System);
        return (exitCode, output.ToString(), words.ToString());
    }
}
