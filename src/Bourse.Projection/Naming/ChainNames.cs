using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;

namespace Bourse.Projection.Naming;

/// <summary>
/// The names of one chain: HMACs under the chain's own key of what a client can read anyway (an object's own bytes, a revision's number), so that a name tells
/// nothing about hidden data, not even that it changed, and nothing about other chains.
/// </summary>
internal sealed class ChainNames
{
    private const int NameLength = 16;
    private readonly byte[] _key;

    /// <summary>The names of the <paramref name="generation"/>th chain of an agreement's table.</summary>
    public ChainNames(NamingKey key, AgreementId agreement, ProductName product, TableName table, string ruleDigest, long generation)
    {
        // None of the parts can hold a line feed.
        _key = key.Derive(string.Create(CultureInfo.InvariantCulture, $"projection\n{agreement}\n{product}\n{table}\n{ruleDigest}\n{generation}"));
        Uuid = ToUuid(Mac("uuid"));
    }

    /// <summary>The table's id.</summary>
    public Guid Uuid { get; }

    /// <summary>Name of the metadata file that adds the <paramref name="ordinal"/>th snapshot, from 0. Clients look for this form.</summary>
    public string Metadata(int ordinal, string sha256) =>
        string.Create(CultureInfo.InvariantCulture, $"metadata/{ordinal:D5}-{ToUuid(Mac("metadata\n" + sha256))}.metadata.json");

    /// <summary>Name of a manifest list.</summary>
    public string ManifestList(string sha256) => $"metadata/snap-{Hex("list\n" + sha256)}.avro";

    /// <summary>Name of a manifest.</summary>
    public string Manifest(string sha256) => $"metadata/{Hex("manifest\n" + sha256)}.avro";

    /// <summary>Name of a data file. <paramref name="ordinal"/> tells files of one snapshot with equal bytes apart.</summary>
    public string Data(string sha256, int ordinal) => $"data/{Hex(string.Create(CultureInfo.InvariantCulture, $"data\n{sha256}\n{ordinal}"))}.parquet";

    /// <summary>The snapshot of a revision: positive.</summary>
    public long SnapshotId(int revision)
    {
        var mac = Mac(string.Create(CultureInfo.InvariantCulture, $"snapshot\n{revision}"));
        return Math.Max(1, BinaryPrimitives.ReadInt64BigEndian(mac) & long.MaxValue);
    }

    /// <summary>The entity tag of an object, by its name.</summary>
    public string ETag(string name) => Hex("etag\n" + name) + "-1";

    private string Hex(string text) => Convert.ToHexStringLower(Mac(text).AsSpan(0, NameLength));

    private byte[] Mac(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    // Version 8 of RFC 9562: bits of the maker's own choosing.
    private static Guid ToUuid(byte[] mac)
    {
        mac[6] = (byte)((mac[6] & 0x0F) | 0x80);
        mac[8] = (byte)((mac[8] & 0x3F) | 0x80);
        return new Guid(mac.AsSpan(0, NameLength), bigEndian: true);
    }
}
