using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Access.Keys;

/// <summary>
/// The key file: mode 0600, replaced whole, flushed before use.
/// <code>{"version":1,"keys":[{"id":"5f3a9c01","created_at":"2026-11-20T12:00:00.0000000Z","key":"…base64 of 32 bytes…"}]}</code>
/// </summary>
internal static class KeyRingFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int FormatVersion = 1;
    private const int LengthMax = 64 * 1024;
    private const int SuffixBytes = 8;

    /// <summary>Reads the keys, oldest first.</summary>
    /// <exception cref="KeyRingException">The file may be read by others, or is no key ring.</exception>
    public static ImmutableArray<MasterKey> Read(string path)
    {
        // Before it is opened: a pipe has no length, and to open one waits for its writer.
        if (new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) is { Exists: true, Length: 0 })
            throw NotAKeyRing(path, "it is empty, or no file but a pipe or a device");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        // Checked on the open file, so that it cannot be exchanged in between.
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(stream.SafeFileHandle) is var mode && mode != OwnerOnly)
        {
            throw new KeyRingException(
                $"The key file '{path}' has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}; it must be 0600. "
                + $"If nobody else can have read it, run: chmod 600 '{path}'");
        }
        if (stream.Length > LengthMax) throw NotAKeyRing(path, "it is larger than 64 KiB");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Parse(document.RootElement, path);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // The inner exception is left out: its text may quote the file.
            throw NotAKeyRing(path, "it is not the JSON of a key ring");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Writes the keys durably. An existing file is replaced only when that is asked for.</summary>
    /// <returns>False when the file exists and was not to be replaced.</returns>
    public static bool Write(string path, ImmutableArray<MasterKey> keys, bool replace, RandomNumberGenerator random)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = $"{path}.{RandomHex.New(random, SuffixBytes)}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                WriteJson(stream, keys);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
        DirectorySync.Flush(folder);
        return true;
    }

    private static void WriteJson(Stream stream, ImmutableArray<MasterKey> keys)
    {
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteNumber("version", FormatVersion);
        writer.WriteStartArray("keys");
        foreach (var key in keys)
        {
            writer.WriteStartObject();
            writer.WriteString("id", key.IdText);
            writer.WriteString("created_at", key.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteBase64String("key", key.Bytes);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ImmutableArray<MasterKey> Parse(JsonElement root, string path)
    {
        if (root.GetProperty("version").GetInt32() != FormatVersion)
            throw NotAKeyRing(path, "its version is not 1; use the program version that wrote it");
        var keys = root.GetProperty("keys").EnumerateArray().Select(ParseKey).ToImmutableArray();
        if (keys.Length == 0) throw NotAKeyRing(path, "it holds no key");
        if (keys.Any(key => key.Bytes.Length != MasterKey.LengthBytes)) throw NotAKeyRing(path, "a key is not 32 bytes long");
        if (keys.Select(key => key.Id).Distinct().Count() != keys.Length) throw NotAKeyRing(path, "two keys have one id");
        return keys;
    }

    private static MasterKey ParseKey(JsonElement key) => new(
        uint.Parse(key.GetProperty("id").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        DateTimeOffset.ParseExact(key.GetProperty("created_at").GetString()!, "O", CultureInfo.InvariantCulture),
        key.GetProperty("key").GetBytesFromBase64());

    private static KeyRingException NotAKeyRing(string path, string reason) =>
        new(
            $"The key file '{path}' cannot be used: {reason}. Restore it from a backup; a new key ring cannot open what the old one sealed.");
}
