using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Bourse.Access.Keys;

/// <summary>
/// A key ring in one file that only its owner may read (mode 0600; any other mode is refused). Sealing is AES-256-GCM with the purpose
/// as associated data,
/// each purpose under a key of its own derived with HKDF. There is no default key: the first start makes a random one.
/// </summary>
public sealed class FileKeyRing : IKeyRing, IDisposable
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly Lock _rotating = new();
    private volatile KeySet _keys;

    private FileKeyRing(string path, KeySet keys, TimeProvider time, RandomNumberGenerator random)
    {
        _path = path;
        _keys = keys;
        _time = time;
        _random = random;
    }

    /// <inheritdoc />
    public string CurrentKeyId => _keys.Keys[^1].IdText;

    /// <summary>The ids of all keys, oldest first.</summary>
    public IReadOnlyList<string> KeyIds => [.. _keys.Keys.Select(key => key.IdText)];

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
        return new FileKeyRing(path, new KeySet(KeyRingFile.Read(path), random), time, random);
    }

    /// <summary>Adds a key, which seals from now on. Older keys keep opening what they sealed. Other processes see it when they open the
    /// ring again.</summary>
    /// <returns>The new key's id.</returns>
    public string Rotate()
    {
        lock (_rotating)
        {
            // Read again: another process may have added a key, which must not be lost.
            var keys = KeyRingFile.Read(_path);
            keys = keys.Add(NewKey(keys, _time, _random));
            KeyRingFile.Write(_path, keys, replace: true, _random);
            // The old set is left to the collector: requests in flight may still use it.
            _keys = new KeySet(keys, _random);
            return CurrentKeyId;
        }
    }

    /// <inheritdoc />
    public byte[] Protect(string purpose, ReadOnlySpan<byte> secret) => _keys.Seal(purpose, secret);

    /// <inheritdoc />
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> protectedSecret) => _keys.Open(purpose, protectedSecret);

    /// <inheritdoc />
    public bool TryUnprotect(string purpose, ReadOnlySpan<byte> protectedSecret, [NotNullWhen(true)] out byte[]? secret) =>
        _keys.TryOpen(purpose, protectedSecret, out secret);

    /// <inheritdoc />
    public byte[] DeriveKey(string purpose, int lengthBytes) => _keys.Derive(purpose, lengthBytes);

    /// <summary>Clears the keys from memory; the file stays.</summary>
    public void Dispose() => _keys.Dispose();

    /// <summary>The file and the current key's id.</summary>
    public override string ToString() => $"key ring '{_path}', current key {CurrentKeyId}";

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
}
