namespace Bourse.Exchange.Publishing;

/// <summary>That a revision is not served any more.</summary>
/// <param name="At">Since when.</param>
/// <param name="Reason">Why, as clients are told.</param>
public sealed record RevisionRevocation(DateTimeOffset At, string Reason);
