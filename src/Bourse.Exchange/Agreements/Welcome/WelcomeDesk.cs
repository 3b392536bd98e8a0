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
/// <remarks>
/// With a mail server: 1. Processes take turns, one message of an agreement after the other. 2. The message is written as <c>&lt;agreement&gt;.eml.sending</c> and an
/// older one removed: until the server has answered, none is kept. 3. It is sent. 4. It takes its name. Whoever is cancelled in between takes it away; what a
/// process leaves that dies, the next one writes over. Either way applying the agreement again writes and sends one.
/// </remarks>
public sealed class WelcomeDesk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder;
    private readonly SmtpOptions? _smtp;
    private readonly TimeProvider _clock;

    /// <summary>Makes a desk.</summary>
    /// <param name="folder">The folder of the files; made when it does not exist.</param>
    /// <param name="smtp">The mail server; null to keep files only.</param>
    /// <param name="clock">Measures the wait for one's turn.</param>
    /// <exception cref="ArgumentException">The server's options hold mistakes; the message lists all of them.</exception>
    public WelcomeDesk(string folder, SmtpOptions? smtp, TimeProvider clock)
    {
        if (smtp?.Mistakes() is { Count: > 0 } mistakes)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, mistakes), nameof(smtp));
        }

        (_folder, _smtp, _clock) = (folder, smtp, clock);
    }

    /// <summary>Whether the agreement's message was kept.</summary>
    public bool Holds(AgreementId agreement) => File.Exists(FileOf(agreement));

    /// <summary>Keeps the message as <c>&lt;agreement&gt;.eml</c>, in place of an older one, and sends it when a server is configured.</summary>
    /// <exception cref="StorageException">The file cannot be written, or another process sends a message of the agreement all the time; nothing was sent.</exception>
    /// <exception cref="FormatException">A name or address holds what could start another header.</exception>
    public async Task<WelcomeDelivery> DeliverAsync(AgreementId agreement, WelcomeMail mail, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var file = FileOf(agreement);
        if (_smtp is null)
        {
            Keep(file, mail);
            return new WelcomeDelivery(file, Sent: false, Problem: null);
        }

        using var turn = await TakeTurnAsync(_smtp, agreement);
        var sending = $"{file}.sending";
        Keep(sending, mail);
        Remove(file);
        return Name(sending, file, agreement, await TrySendAsync(_smtp, agreement, mail, sending, file, cancellation));
    }

    // For its owner alone: the message holds a one-time link.
    private static void Keep(string file, WelcomeMail mail) => WholeFile.Write(file, mail.ToEml(), OwnerOnly);

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The older message {file} cannot be removed: {fault.Message}", isTransient: false, fault);
        }
    }

    // What a server took is sent, whatever becomes of the file: to say anything else would have it sent twice.
    private static WelcomeDelivery Name(string sending, string file, AgreementId agreement, WelcomeDelivery delivery)
    {
        try
        {
            File.Move(sending, file, overwrite: true);
            return delivery;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var problem = $"{delivery.Problem ?? "The message was sent."} But {sending} cannot be renamed to {file}: {fault.Message} "
                + $"Rename it, or applying {agreement} again sends another.";
            return delivery with { File = sending, Problem = problem };
        }
    }

    private async Task<IDisposable> TakeTurnAsync(SmtpOptions smtp, AgreementId agreement)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            return await FileLock.TakeAsync(Path.Combine(_folder, $".{agreement}.lock"), smtp.Timeout, _clock);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"Another process is sending the message of {agreement}, or {_folder} cannot be written: {fault.Message}", isTransient: false, fault);
        }
    }

    private async Task<WelcomeDelivery> TrySendAsync(
        SmtpOptions smtp, AgreementId agreement, WelcomeMail mail, string sending, string file, CancellationToken cancellation)
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
        catch
        {
            File.Delete(sending);
            throw;
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
