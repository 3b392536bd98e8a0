using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Storage;

namespace Bourse.Exchange.Tests.Agreements.Welcome;

public sealed class WelcomeDeskTests : IDisposable
{
    private static readonly AgreementId Agreement = AgreementId.Parse("CTR-2024-002");
    private readonly string _folder = Directory.CreateTempSubdirectory("welcome-desk-").FullName;

    [Fact]
    public async Task A_message_is_kept_as_a_file_only_its_owner_reads()
    {
        var mail = WelcomeMail.Compose(WelcomeSamples.Letter());
        var delivery = await Desk(smtp: null).DeliverAsync(Agreement, mail, CancellationToken.None);

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
        var delivery = await Desk(Local(FreePort())).DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), CancellationToken.None);

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
        var desk = Desk(Local(((IPEndPoint)silent.LocalEndpoint).Port));
        await Desk(smtp: null).DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), CancellationToken.None);
        using var death = new CancellationTokenSource();
        var delivering = desk.DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), death.Token);
        using var accepted = await silent.AcceptTcpClientAsync(CancellationToken.None);
        await death.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivering);
        Assert.False(desk.Holds(Agreement));
        Assert.Empty(Messages());
        var again = await Desk(Local(FreePort())).DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), CancellationToken.None);
        Assert.Equal([again.File], Messages());
        Assert.True(desk.Holds(Agreement));
    }

    [Fact]
    public async Task A_message_of_an_agreement_waits_for_the_one_before_it_and_what_a_dead_process_left_is_written_over()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var mail = WelcomeMail.Compose(WelcomeSamples.Letter());
        await File.WriteAllTextAsync(Path.Combine(_folder, "CTR-2024-002.eml.sending"), "left by a process that died");
        using var death = new CancellationTokenSource();
        var first = Desk(Local(((IPEndPoint)silent.LocalEndpoint).Port)).DeliverAsync(Agreement, mail, death.Token);
        using var accepted = await silent.AcceptTcpClientAsync(CancellationToken.None);

        var impatient = Local(FreePort()) with { Timeout = TimeSpan.Zero };
        var refused = await Assert.ThrowsAsync<StorageException>(() => Desk(impatient).DeliverAsync(Agreement, mail, CancellationToken.None));
        Assert.StartsWith("Another process is sending the message of CTR-2024-002, or ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(mail.ToEml(), await File.ReadAllBytesAsync(Assert.Single(Messages())));
        var second = Desk(Local(FreePort())).DeliverAsync(Agreement, mail, CancellationToken.None);
        Assert.False(second.IsCompleted);
        await death.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal([(await second).File], Messages());
    }

    [Fact]
    public async Task A_message_whose_file_cannot_take_its_name_is_not_said_to_be_lost()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var file = Path.Combine(_folder, "CTR-2024-002.eml");
        var delivering = Desk(Local(((IPEndPoint)server.LocalEndpoint).Port))
            .DeliverAsync(Agreement, WelcomeMail.Compose(WelcomeSamples.Letter()), CancellationToken.None);
        using (var accepted = await server.AcceptTcpClientAsync(CancellationToken.None))
        {
            // A folder in its place, which no file moves over.
            Directory.CreateDirectory(Path.Combine(file, "full"));
            await TakeMailAsync(accepted);
        }

        var delivery = await delivering;

        Assert.Equal(($"{file}.sending", true), (delivery.File, delivery.Sent));
        Assert.StartsWith($"The message was sent. But {file}.sending cannot be renamed to {file}: ", delivery.Problem, StringComparison.Ordinal);
        Assert.EndsWith(" Rename it, or applying CTR-2024-002 again sends another.", delivery.Problem, StringComparison.Ordinal);
        Assert.True(File.Exists(delivery.File));
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
            var delivery = await Desk(Local(port)).DeliverAsync(Agreement, mail, CancellationToken.None);

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
        var fault = Assert.Throws<ArgumentException>(() => Desk(new SmtpOptions { Host = " ", Port = 0, RequireTls = false, User = "me" }));
        foreach (var key in new[] { "Smtp.Host: ", "Smtp.Port: ", "Smtp.RequireTls: ", "Smtp.User: " })
        {
            Assert.Contains(key, fault.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private WelcomeDesk Desk(SmtpOptions? smtp) => new(_folder, smtp, TimeProvider.System);

    private IEnumerable<string> Messages() => Directory.EnumerateFiles(_folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));

    /// <summary>The least of a mail server (RFC 5321): it takes whatever comes.</summary>
    private static async Task TakeMailAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 ready");
        var isData = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (isData && line != ".")
                continue;
            await writer.WriteLineAsync(line == "DATA" ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
            isData = line == "DATA";
        }
    }

    private static SmtpOptions Local(int port) => new() { Host = "127.0.0.1", Port = port, RequireTls = false };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
