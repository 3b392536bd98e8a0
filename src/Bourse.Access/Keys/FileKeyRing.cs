using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Bourse.Storage.Local;

namespace Bourse.Access.Keys;

/// <summary>
/// A key ring in one file that only its owner may read (mode 0600; any other mode is refused). Sealing is AES-256-GCM with the purpose
/// as associated data,
/// each purpose under a key of its own derived with HKDF. There is no default key: the first start makes a random one. A key that another process adds is taken up
/// when the next secret is sealed, or the first one is opened that it sealed.
/// </summary>
public sealed class FileKeyRing : IKeyRing, IDisposable
{
    /// <summary>Most keys of a ring.</summary>
    public const int KeysMax = 256;

    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly Lock _reading = new();
    private volatile Contents _contents;

    private FileKeyRing(string path, TimeProvider time, RandomNumberGenerator random)
    {
        _path = path;
        _contents = new Contents(FileState.Of(path), new KeySet(KeyRingFile.Read(path), random));
        _time = time;
        _random = random;
    }

    /// <inheritdoc />
    public string CurrentKeyId => _contents.Keys.Keys[^1].IdText;

    /// <summary>All keys, oldest first; the last one seals.</summary>
    public IReadOnlyList<KeyDescription> Keys => [.. Newest().Keys.Select(key => new KeyDescription(key.IdText, key.CreatedAt))];

    /// <summary>Opens the file, or makes it with one random key when there is none.</summary>
    /// <param name="path">The key file; its folder is made when absent.</param>
    /// <param name="time">Dates new keys.</param>
    /// <param name="random">Makes keys and nonces.</param>
    /// <exception cref="KeyRingException">The file may be read by others, or is no key ring; the message says what to do.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static FileKeyRing OpenOrCreate(string path, TimeProvider time, RandomNumberGenerator random)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Losing the race to another process that creates the file is as good as finding it.
        if (!File.Exists(path)) KeyRingFile.Write(path, [NewKey([], time, random)], replace: false, random);
        return new FileKeyRing(path, time, random);
    }

    /// <summary>Adds a key, which seals from now on, in every process that has the ring open. Older keys keep opening what they sealed.</summary>
    /// <returns>The new key's id.</returns>
    /// <exception cref="KeyRingException">The ring is full.</exception>
    /// <exception cref="IOException">The file cannot be written, or another process has held its lock for ten seconds.</exception>
    public async Task<string> RotateAsync()
    {
        using var turn = await FileLock.TakeAsync(_path + ".lock", s_lockTimeout, _time);
        // Read again: another process may have added a key, which must not be lost.
        var keys = KeyRingFile.Read(_path);
        if (keys.Length >= KeysMax)
        {
            throw new KeyRingException($"The key file '{_path}' holds {KeysMax} keys, the most there can be. Nothing was changed: its newest key goes on sealing.");
        }
        keys = keys.Add(NewKey(keys, _time, _random));
        KeyRingFile.Write(_path, keys, replace: true, _random);
        Newest();
        return keys[^1].IdText;
    }

    /// <inheritdoc />
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret) => Newest().Seal(purpose, secret);

    /// <inheritdoc />
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> protectedSecret)
    {
        try
        {
            return For(protectedSecret).Open(purpose, protectedSecret);
        }
        catch (CryptographicException)
        {
            throw new KeyRingException(
                $"The keys of '{_path}' do not open what is sealed for {purpose}: the file is of another exchange or of another time, or what was sealed is damaged. "
                + "Restore the key file, and the metastore with it, from one backup.");
        }
    }

    /// <inheritdoc />
    public bool TryUnprotect(string purpose, ReadOnlySpan<byte> protectedSecret, [NotNullWhen(true)] out byte[]? secret) =>
        For(protectedSecret).TryOpen(purpose, protectedSecret, out secret);

    /// <inheritdoc />
    public byte[] DeriveKey(string purpose, int lengthBytes) => _contents.Keys.Derive(purpose, lengthBytes);

    /// <summary>Clears the keys from memory; the file stays.</summary>
    public void Dispose() => _contents.Keys.Dispose();

    /// <summary>The file and the current key's id.</summary>
    public override string ToString() => $"key ring '{_path}', current key {CurrentKeyId}";

    private KeySet For(ReadOnlySpan<byte> box) => _contents.Keys is var keys && keys.IsOfUnknownKey(box) ? Newest() : keys;

    // A look at the file's time is all it costs when nothing changed.
    private KeySet Newest()
    {
        if (FileState.Of(_path) == _contents.File)
            return _contents.Keys;
        lock (_reading)
        {
            var (file, keys) = (FileState.Of(_path), _contents.Keys);
            // A file that could not be read is looked at again by the next call: what was wrong with it may leave its time and length as they are.
            if (file != _contents.File && ReadMore(keys) is { } read)
                _contents = new Contents(file, read);
            return _contents.Keys;
        }
    }

    private KeySet? ReadMore(KeySet known)
    {
        try
        {
            var keys = KeyRingFile.Read(_path);
            // Another ring, or an old copy of this one, would open less. The set before is left to the collector: requests in flight may still use it.
            return known.Keys.All(one => keys.Any(one.IsSameAs)) ? new KeySet(keys, _random) : known;
        }
        catch (Exception unreadable) when (unreadable is KeyRingException or IOException or UnauthorizedAccessException)
        {
            // What was read before goes on; the next start says what is wrong with the file.
            return null;
        }
    }

    private static MasterKey NewKey(ImmutableArray<MasterKey> others, TimeProvider time, RandomNumberGenerator random)
    {
        var bytes = new byte[MasterKey.LengthBytes];
        random.GetBytes(bytes);
        Span<byte> id = stackalloc byte[sizeof(uint)];
        do random.GetBytes(id);
        while (IsTaken(others, BitConverter.ToUInt32(id)));
        return new MasterKey(BitConverter.ToUInt32(id), time.GetUtcNow(), bytes);
    }

    private static bool IsTaken(ImmutableArray<MasterKey> others, uint id) => others.Any(key => key.Id == id);

    private sealed record Contents(FileState File, KeySet Keys);

    private sealed record FileState(DateTime WrittenAt, long Length)
    {
        public static FileState Of(string path) =>
            new FileInfo(path) is { Exists: true } file ? new FileState(file.LastWriteTimeUtc, file.Length) : new FileState(default, 0);
    }
}
