namespace Bourse.Projection;

/// <summary>A revision that is not served any more (docs/decisions/0018).</summary>
/// <param name="Number">The revision.</param>
/// <param name="Reason">Why, for the clients who ask for it.</param>
public sealed record RevokedRevision(int Number, string Reason)
{
    /// <summary>What a client is told who asks for it.</summary>
    public string Told(Access.Resources.ProductName product) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Revision {Number} of {product} was revoked: {Reason}");
}
