using System.Text;

namespace Bourse.Cli.Commands.Tables;

/// <summary>
/// A subject's values out of a file or stdin, one a line; empty lines count for nothing. There is no option that takes one itself: other users of the machine see a
/// command's arguments while it runs, and the shell keeps them.
/// </summary>
internal static class SubjectValues
{
    /// <summary>The name that stands for stdin.</summary>
    public const string Stdin = "-";

    private const int CharactersMax = 1 << 20;

    /// <summary>Reads the values.</summary>
    /// <param name="file">The file, or <see cref="Stdin"/>.</param>
    /// <param name="input">What stdin is.</param>
    /// <param name="cancellation">Ends the wait for a line.</param>
    /// <exception cref="CommandFailedException">It cannot be read, has no value, or more than 1 Mi characters.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(string file, TextReader input, CancellationToken cancellation)
    {
        if (file == Stdin)
            return await ReadAsync(input, cancellation);
        try
        {
            using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            return await ReadAsync(reader, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new CommandFailedException($"--values-file: {file} cannot be read: {e.Message}");
        }
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(TextReader reader, CancellationToken cancellation)
    {
        var buffer = new char[CharactersMax + 1];
        var count = await reader.ReadBlockAsync(buffer, cancellation);
        if (count > CharactersMax)
            throw new CommandFailedException($"--values-file: must have {CharactersMax} characters at most.");
        var values = new string(buffer, 0, count).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0).ToList();
        return values.Count > 0 ? values : throw new CommandFailedException("--values-file: has no value; give one a line.");
    }
}
