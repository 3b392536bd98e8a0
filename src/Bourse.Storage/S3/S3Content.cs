namespace Bourse.Storage.S3;

/// <summary>Bytes to write.</summary>
/// <param name="Open">Gives them from the start, for every attempt anew; seekable.</param>
/// <param name="Mark">What is left with the object.</param>
internal sealed record S3Content(Func<Stream> Open, S3Mark Mark)
{
    /// <summary>The condition (<c>If-None-Match</c>) that the key is not taken.</summary>
    public const string OnlyNew = "*";
}
