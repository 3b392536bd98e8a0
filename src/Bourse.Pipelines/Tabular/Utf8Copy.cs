using System.Text;

namespace Bourse.Pipelines.Tabular;

/// <summary>A text file in another encoding, as a UTF-8 copy of the same name that lives as long as this does; a file that needs none is its own copy.</summary>
public sealed class Utf8Copy : IDisposable
{
    private const int CharactersAtOnce = 1 << 16;

    private readonly DirectoryInfo? _folder;

    private Utf8Copy(string path, DirectoryInfo? folder) => (Path, _folder) = (path, folder);

    /// <summary>The file to read.</summary>
    public string Path { get; }

    /// <summary>The encodings there are, by the names they are given by: what spreadsheets and databases write.</summary>
    public static IReadOnlyList<string> Encodings { get; } = ["utf-8", "windows-1252", "latin-1", "utf-16"];

    /// <summary>Copies a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="encoding">One of <see cref="Encodings"/>; null for UTF-8, or UTF-16 where the file begins with its mark.</param>
    /// <param name="cancellationToken">Ends the copying; nothing is left behind.</param>
    /// <exception cref="PipelineException">The file is missing, or not in that encoding; the message says on which line.</exception>
    public static async Task<Utf8Copy> OfAsync(string file, string? encoding, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (!File.Exists(file))
            throw new PipelineException($"The file {file} does not exist.");
        if (encoding == "utf-8" || (encoding is null && !await BeginsAsUtf16Async(file, cancellationToken)))
            return new Utf8Copy(file, null);
        var folder = Directory.CreateTempSubdirectory("bourse-utf8-");
        var copy = new Utf8Copy(System.IO.Path.Combine(folder.FullName, System.IO.Path.GetFileName(file)), folder);
        try
        {
            await CopyAsync(file, copy.Path, encoding ?? "utf-16", cancellationToken);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _folder?.Delete(recursive: true);

    private static async Task<bool> BeginsAsUtf16Async(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        var mark = new byte[2];
        return await stream.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken) == mark.Length
            && mark is [0xFF, 0xFE] or [0xFE, 0xFF];
    }

    private static async Task CopyAsync(string from, string to, string encoding, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(from, Named(encoding), detectEncodingFromByteOrderMarks: encoding == "utf-16");
        await using var writer = new StreamWriter(to, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var characters = new char[CharactersAtOnce];
        var lines = 1L;
        try
        {
            while (await reader.ReadBlockAsync(characters, cancellationToken) is > 0 and var count)
            {
                await writer.WriteAsync(characters.AsMemory(0, count), cancellationToken);
                lines += characters.AsSpan(0, count).Count('\n');
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new PipelineException(
                $"{System.IO.Path.GetFileName(from)} is not {encoding}, somewhere after line {lines}; say with --encoding what it is: {string.Join(", ", Encodings)}.",
                e);
        }
    }

    private static Encoding Named(string encoding) => encoding switch
    {
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!,
        "latin-1" => Encoding.Latin1,
        "utf-16" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => throw new ArgumentException($"'{encoding}' is not one of {string.Join(", ", Encodings)}.", nameof(encoding)),
    };
}
