namespace Bourse.Access.Keys;

/// <summary>One key of the ring. It is never used itself, only keys derived from it.</summary>
internal sealed record MasterKey(uint Id, DateTimeOffset CreatedAt, byte[] Bytes)
{
    public const int LengthBytes = 32;

    public string IdText => Id.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);

    public override string ToString() => IdText;
}
