using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bourse.Access.Identity;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Server.Hosting;
using Bourse.Storage.Local;

namespace Bourse.Server.Composition;

/// <summary>
/// Reads and writes <c>bourse.json</c>:
/// <code>
/// {
///   "provider": {"account": "111111111111", "name": "Meridian Asset Management", "contact": "data@meridian.example"},
///   "region": "eu-central-1",
///   "warehouse": "bourse",
///   "listeners": {"open": {"address": "127.0.0.1:8080"}, "aws": {"address": "127.0.0.1:9000"}}
/// }
/// </code>
/// and, where wanted, <c>publicAddress</c>, <c>certificatePath</c> and <c>certificateKeyPath</c> of a listener, <c>connectionsMax</c> and
/// <c>connectionsPerAddressMax</c> of each listener (in <c>listeners</c>), <c>trustedProxies</c>, <c>fundNav</c>, <c>smtp</c>,
/// <c>webhooks.allowedHosts</c> and <c>stores</c> (see <see cref="StoresReader"/>).
/// </summary>
public static class BourseOptionsFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the file of a data folder.</summary>
    /// <exception cref="BourseOptionsException">The file is missing or has mistakes; the exception lists all of them.</exception>
    public static BourseOptions Read(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!File.Exists(folder.OptionsFile))
            throw new BourseOptionsException(folder.OptionsFile,
                ["the file does not exist; write it, or give the right folder with --data."]);
        return Parse(File.ReadAllText(folder.OptionsFile), folder.OptionsFile);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="BourseOptionsException">It has mistakes; the exception lists all of them.</exception>
    public static BourseOptions Parse(string text, string file)
    {
        var mistakes = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var options = Read(new OptionsReader(document.RootElement, "", mistakes), mistakes);
                if (options is not null && mistakes.Count == 0)
                    return options;
            }
            else
            {
                mistakes.Add("must be a JSON object in braces.");
            }
        }
        catch (JsonException e)
        {
            mistakes.Add($"is not JSON: {e.Message}");
        }
        throw new BourseOptionsException(file, mistakes);
    }

    /// <summary>Writes the keys that a new exchange needs.</summary>
    public static void Write(DataFolder folder, BourseOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var document = new
        {
            provider = new { account = options.Provider.Value, name = options.ProviderName, contact = options.ProviderEmail },
            region = options.Server.Region,
            warehouse = options.Server.Warehouse,
            listeners = new { open = new { address = options.Server.Open.Endpoint.ToString() },
                aws = new { address = options.Server.Aws.Endpoint.ToString() } },
            webhooks = new { allowedHosts = options.WebhookHosts },
        };
        folder.Create();
        WholeFile.Write(folder.OptionsFile, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(document, Indented) + "\n"));
    }

    /// <summary>Puts the provider's name and contact into a file that is right; everything else in it stays.</summary>
    public static void NameProvider(DataFolder folder, string name, string contact)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var document = JsonNode.Parse(File.ReadAllText(folder.OptionsFile))!;
        (document["provider"]!["name"], document["provider"]!["contact"]) = (name, contact);
        WholeFile.Write(folder.OptionsFile, Encoding.UTF8.GetBytes(document.ToJsonString(Indented) + "\n"));
    }

    private static BourseOptions? Read(OptionsReader reader, List<string> mistakes)
    {
        var defaults = new ServerOptions();
        var provider = reader.Section("provider");
        if (provider is null)
            reader.Mistake("provider", "is missing; give account, name and contact.");
        var account = provider?.RequiredText("account", "\"111111111111\"");
        if (!AccountId.TryParse(account, out var accountId) && account is { Length: > 0 })
            provider!.Mistake("account", $"'{account}' must be 12 digits, in quotes.");
        var name = provider?.RequiredText("name", "\"Meridian Asset Management\"") ?? "";
        if (name.Length > BourseOptions.ProviderNameCharactersMax || name.Any(char.IsControl))
            provider!.Mistake("name", $"must have 1 to {BourseOptions.ProviderNameCharactersMax} characters.");
        var contact = provider?.RequiredText("contact", "\"data@meridian.example\"") ?? "";
        if (contact.Length > 0 && !System.Net.Mail.MailAddress.TryCreate(contact, out _))
            provider!.Mistake("contact", $"'{contact}' must be an e-mail address.");
        provider?.Finish();

        var listeners = reader.Section("listeners");
        var aws = listeners?.Section("aws");
        var fundNav = reader.Section("fundNav");
        var server = new ServerOptions
        {
            Region = reader.Text("region") ?? defaults.Region,
            Warehouse = reader.Text("warehouse") ?? defaults.Warehouse,
            BucketHostSuffix = aws?.Text("bucketHostSuffix"),
            Open = Listener(listeners?.Section("open"), defaults.Open),
            Aws = Listener(aws, defaults.Aws),
            TrustedProxies = Networks(reader),
            Connections = Connections(listeners, defaults.Connections),
            FundNavProduct = fundNav?.Text("product") ?? defaults.FundNavProduct,
            FundNavTable = fundNav?.Text("table") ?? defaults.FundNavTable,
        };
        listeners?.Finish();
        fundNav?.Finish();
        mistakes.AddRange(ServerOptionsCheck.Mistakes(server));
        var webhooks = reader.Section("webhooks");
        var (lakehouse, projections) = StoresReader.Read(reader.Section("stores"));
        var options = new BourseOptions
        {
            Provider = accountId,
            ProviderName = name,
            ProviderEmail = contact,
            Server = server,
            WebhookHosts = webhooks?.Texts("allowedHosts") ?? [],
            Smtp = Smtp(reader.Section("smtp")),
            Metastore = MetastoreReader.Read(reader.Section("metastore")),
            Lakehouse = lakehouse,
            Projections = projections,
        };
        webhooks?.Finish();
        reader.Finish();
        return options;
    }

    private static ListenerOptions Listener(OptionsReader? reader, ListenerOptions fallback)
    {
        if (reader is null)
            return fallback;
        var listener = new ListenerOptions
        {
            Endpoint = reader.Endpoint("address") ?? fallback.Endpoint,
            CertificatePath = reader.Text("certificatePath"),
            CertificateKeyPath = reader.Text("certificateKeyPath"),
            PublicAddress = reader.Address("publicAddress"),
        };
        reader.Finish();
        return listener;
    }

    private static ConnectionLimits Connections(OptionsReader? listeners, ConnectionLimits defaults) => defaults with
    {
        Max = listeners?.Integer("connectionsMax") ?? defaults.Max,
        PerAddressMax = listeners?.Integer("connectionsPerAddressMax") ?? defaults.PerAddressMax,
    };

    private static List<IPNetwork> Networks(OptionsReader reader)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in reader.Texts("trustedProxies"))
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else
                reader.Mistake("trustedProxies", $"'{text}' must be a network such as 10.0.0.0/8, or one address such as 10.0.0.7/32.");
        }
        return networks;
    }

    private static MailServer? Smtp(OptionsReader? reader)
    {
        if (reader is null)
            return null;
        var smtp = new MailServer(
            reader.RequiredText("host", "\"mail.example.com\""), reader.Integer("port")
                ?? SmtpOptions.PortDefault, reader.Flag("requireTls") ?? true,
            reader.Text("user"), reader.Text("passwordFile"));
        if ((smtp.User is null) != (smtp.PasswordFile is null))
            reader.Mistake("user", "and passwordFile belong together; give both, or neither.");
        if (smtp.PasswordFile is { } file && OwnersFile.MistakeIn(file) is { } mistake)
            reader.Mistake("passwordFile", $"'{file}' {mistake}");
        reader.Finish();
        return smtp;
    }
}
