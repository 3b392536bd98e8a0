using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Exchange.Agreements.Welcome;

namespace Bourse.Exchange.Tests.Agreements.Welcome;

public sealed class WelcomeDeskTests : IDisposable
{
    private static readonly AgreementId Agreement = AgreementId.Parse("CTR-2024-002");
    private readonly string _folder = Directory.CreateTempSubdirectory("welcome-desk-").FullName;

    [Fact]
    public async Task A_message_is_kept_as_a_file_only_its_owner_reads()
    {
        var mail = WelcomeMail.Compose(WelcomeSamples.Letter());
        var delivery = await new WelcomeDesk(_folder, smtp: null).DeliverAsync(Agreement, mail, CancellationToken.None);

        Assert.Equal(new WelcomeDelivery(Path.Combine(_folder, "CTR-2024-002.eml"), Sent: false, Problem: null), delivery);
        Assert.Equal(mail.ToEml(), await File.ReadAllBytesAsync(delivery.File));
        Assert.Equal([delivery.File], Directory.EnumerateFiles(_folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(delivery.File));
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_costs_a_delivery_and_not_the_file()
    {
        var delivery = await new WelcomeDesk(_folder, Local(FreePort())).DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), CancellationToken.None);

        Assert.False(delivery.Sent);
        Assert.Contains("did not take the message", delivery.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(WelcomeSamples.Token, delivery.Problem, StringComparison.Ordinal);
        Assert.True(File.Exists(delivery.File));
    }

    [Fact]
    public async Task A_message_whose_sending_was_cut_short_was_not_kept_so_that_it_is_written_and_sent_again()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var desk = new WelcomeDesk(_folder, Local(((IPEndPoint)silent.LocalEndpoint).Port));
        await new WelcomeDesk(_folder, smtp: null).DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), CancellationToken.None);
        using var death = new CancellationTokenSource();
        var delivering = desk.DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), death.Token);
        using var accepted = await silent.AcceptTcpClientAsync(CancellationToken.None);
        await death.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivering);
        Assert.False(desk.Holds(Agreement));
        var again = await new WelcomeDesk(_folder, Local(FreePort())).DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), CancellationToken.None);
        Assert.Equal([again.File], Directory.EnumerateFiles(_folder));
        Assert.True(desk.Holds(Agreement));
    }

    [PythonFact("aiosmtpd")]
    public async Task A_mail_server_that_is_not_ours_receives_the_message()
    {
        using var server = Python.Start(["-c",
            """
            import email, email.policy, json, time
            from aiosmtpd.controller import Controller
            class Sink:
                async def handle_DATA(self, server, session, envelope):
                    m = email.message_from_bytes(envelope.content, policy=email.policy.default)
                    print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'subject': m['Subject'],
                      'types': [p.get_content_type() for p in m.walk()], 'text': m.get_body(('plain',)).get_content()}), flush=True)
                    return '250 OK'
            c = Controller(Sink(), hostname='127.0.0.1', port=0)
            import socket
            s = socket.socket(); s.bind(('127.0.0.1', 0)); c.port = s.getsockname()[1]; s.close()
            c.start(); print(c.port, flush=True); input(); c.stop()
            """]);
        try
        {
            var port = int.Parse((await server.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
            var mail = WelcomeMail.Compose(WelcomeSamples.Letter());
            var delivery = await new WelcomeDesk(_folder, Local(port)).DeliverAsync(Agreement, mail, CancellationToken.None);

            Assert.Equal((true, null), (delivery.Sent, delivery.Problem));
            var received = JsonDocument.Parse((await server.StandardOutput.ReadLineAsync())!).RootElement;
            Assert.Equal("data@meridian.example", received.GetProperty("from").GetString());
            Assert.Equal(["investments@northgate.example"], received.GetProperty("to").EnumerateArray().Select(to => to.GetString()));
            Assert.Equal(mail.Subject, received.GetProperty("subject").GetString());
            Assert.Equal(["multipart/alternative", "text/plain", "text/html"], received.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
            Assert.Equal(mail.Text.ReplaceLineEndings("\n").TrimEnd(), received.GetProperty("text").GetString()!.ReplaceLineEndings("\n").TrimEnd());
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    [Fact]
    public void Options_report_every_mistake_with_its_key()
    {
        var fault = Assert.Throws<ArgumentException>(() => new WelcomeDesk(_folder, new SmtpOptions { Host = " ", Port = 0, RequireTls = false, User = "me" }));
        foreach (var key in new[] { "Smtp.Host: ", "Smtp.Port: ", "Smtp.RequireTls: ", "Smtp.User: " })
        {
            Assert.Contains(key, fault.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SmtpOptions Local(int port) => new() { Host = "127.0.0.1", Port = port, RequireTls = false };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
