namespace Bourse.Access.Auditing;

/// <summary>Bytes of an object, from <paramref name="Start"/> up to and without <paramref name="End"/>.</summary>
public readonly record struct ByteRange(long Start, long End);
