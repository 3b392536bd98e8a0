namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>What became of a message.</summary>
/// <param name="File">The <c>.eml</c> file, readable by its owner alone. It always exists.</param>
/// <param name="Sent">Whether a mail server took it.</param>
/// <param name="Problem">Why it was not sent although a server is configured; null otherwise.</param>
public sealed record WelcomeDelivery(string File, bool Sent, string? Problem);
