namespace Bourse.Server.Composition;

/// <summary>Where messages are handed over, without the secret.</summary>
/// <param name="Host">The server's name.</param>
/// <param name="Port">Its port.</param>
/// <param name="RequireTls">Whether STARTTLS is demanded.</param>
/// <param name="User">The user to sign in as; null for none.</param>
/// <param name="PasswordFile">The file that holds the user's password, readable by its owner alone; null for none.</param>
public sealed record MailServer(string Host, int Port, bool RequireTls, string? User, string? PasswordFile);
