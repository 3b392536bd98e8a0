using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Exchange.Agreements.Welcome;

/// <summary>
/// Keeps every welcome message as a file, then hands it to the mail server when there is one. A server that cannot be reached costs a delivery, not an
/// agreement: the file can be sent by hand, or the agreement's link issued again.
/// </summary>
public sealed class WelcomeDesk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder;
    private readonly SmtpOptions? _smtp;

    /// <summary>Makes a desk.</summary>
    /// <param name="folder">The folder of the files; made when it does not exist.</param>
    /// <param name="smtp">The mail server; null to keep files only.</param>
    /// <exception cref="ArgumentException">The server's options hold mistakes; the message lists all of them.</exception>
    public WelcomeDesk(string folder, SmtpOptions? smtp)
    {
        if (smtp?.Mistakes() is { Count: > 0 } mistakes)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, mistakes), nameof(smtp));
        }

        (_folder, _smtp) = (folder, smtp);
    }

    /// <summary>Whether the agreement's message was kept.</summary>
    public bool Holds(AgreementId agreement) => File.Exists(FileOf(agreement));

    /// <summary>Keeps the message as <c>&lt;agreement&gt;.eml</c>, in place of an older one, and sends it when a server is configured.</summary>
    /// <exception cref="StorageException">The file cannot be written; nothing was sent.</exception>
    /// <exception cref="FormatException">A name or address holds what could start another header.</exception>
    public async Task<WelcomeDelivery> DeliverAsync(AgreementId agreement, WelcomeMail mail, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var file = FileOf(agreement);
        // Until the server has answered it goes by another name: whoever dies in between has not kept it, so applying the agreement again writes and sends one.
        var sending = _smtp is null ? file : $"{file}.sending";
        // For its owner alone: the message holds a one-time link.
        WholeFile.Write(sending, mail.ToEml(), OwnerOnly);
        if (_smtp is null)
        {
            return new WelcomeDelivery(file, Sent: false, Problem: null);
        }

        File.Delete(file);
        var delivery = await TrySendAsync(_smtp, agreement, mail, file, cancellation);
        File.Move(sending, file, overwrite: true);
        return delivery;
    }

    private async Task<WelcomeDelivery> TrySendAsync(SmtpOptions smtp, AgreementId agreement, WelcomeMail mail, string file, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(smtp, mail, cancellation);
            return new WelcomeDelivery(file, Sent: true, Problem: null);
        }
        catch (SmtpException fault)
        {
            return NotSent($"did not take the message ({fault.StatusCode})", file, agreement);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NotSent($"did not answer within {smtp.Timeout.TotalSeconds:0} s", file, agreement);
        }
    }

    private WelcomeDelivery NotSent(string problem, string file, AgreementId agreement) => new(
        file, Sent: false,
        $"{_smtp!.Host}:{_smtp.Port} {problem}; send {file} by hand, or correct smtp and run 'bourse agreements welcome {agreement}'.");

    private string FileOf(AgreementId agreement) => Path.Combine(_folder, $"{agreement}.eml");

    private static async Task SendAsync(SmtpOptions smtp, WelcomeMail mail, CancellationToken cancellation)
    {
        using var message = new MailMessage(new MailAddress(mail.From, mail.FromName), new MailAddress(mail.To, mail.ToName))
        {
            Subject = mail.Subject,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
        };
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        using var client = new SmtpClient(smtp.Host, smtp.Port) { EnableSsl = smtp.RequireTls, UseDefaultCredentials = false };
        if (smtp is { User: { } user, Password: { } password })
        {
            client.Credentials = new NetworkCredential(user, password.Reveal());
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(smtp.Timeout);
        await client.SendMailAsync(message, limit.Token);
    }
}
