using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Access.Signing;

/// <summary>A growing buffer of bytes from the pool: canonical requests are built here so that verifying one allocates little.</summary>
internal sealed class SigningBuffer : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(2048);
    private int _length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Appends text as UTF-8.</summary>
    public void Append(ReadOnlySpan<char> text) =>
        _length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    /// <summary>Appends bytes as lower-case hexadecimal digits.</summary>
    public void AppendHex(ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, Reserve(bytes.Length * 2), out var written);
        _length += written;
    }

    public void Dispose()
    {
        // Canonical requests hold session tokens.
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, _length));
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
            Written.CopyTo(larger);
            CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, _length));
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsSpan(_length);
    }
}
