using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Contracts.Agreements;

/// <summary>Reads agreements, strictly, and reports every mistake at once.</summary>
public sealed class AgreementReader
{
    private const int BytesMax = 64 * 1024;
    private const int ListItemsMax = 1000;
    private const int ItemCharactersMax = 128;
    private const int ClientNameCharactersMax = 120;
    private const int YearsMax = 50;

    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _mistakes = [];
    private AgreementId? _number;
    private AccountId? _account;

    private AgreementReader() { }

    /// <summary>Reads an agreement.</summary>
    /// <param name="json">One JSON object, UTF-8, at most 64 KiB.</param>
    /// <param name="clock">Tells what is past.</param>
    public static AgreementParse Read(ReadOnlyMemory<byte> json, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (json.Length > BytesMax)
        {
            return new AgreementParse.Invalid([$"the document: is longer than the {BytesMax} bytes that an agreement has at most."]);
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var reader = new AgreementReader();
            var agreement = reader.Agreement(document.RootElement, clock.GetUtcNow());
            return reader._mistakes.Count == 0
                ? new AgreementParse.Valid(agreement!)
                : new AgreementParse.Invalid(reader._mistakes, reader._number, reader._account);
        }
        catch (JsonException fault)
        {
            return new AgreementParse.Invalid(
                [$"the document: is not one well-formed JSON object without repeated fields (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine})."]);
        }
        catch (InvalidOperationException)
        {
            // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
            return new AgreementParse.Invalid(["the document: a name or text in it is not valid Unicode; write it as UTF-8, without halves of \\u pairs."]);
        }
    }

    private AgreementDocument? Agreement(JsonElement root, DateTimeOffset now)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            _mistakes.Add("the document: must be a JSON object.");
            return null;
        }

        foreach (var field in root.EnumerateObject().Where(field => !AgreementFields.Ignored.Contains(field.Name)))
        {
            _fields.Add(field.Name, field.Value);
        }

        _number = Parsed<AgreementId>(
            AgreementFields.Number, AgreementId.TryParse, "must be 1 to 64 letters, digits, dots, underscores and hyphens, for example CTR-2024-001");
        _account = Parsed<AccountId>(AgreementFields.Account, AccountId.TryParse, "must be exactly 12 digits, written as text, for example \"222222222222\"");
        var name = Text(AgreementFields.ClientName, ClientNameCharactersMax);
        var email = Email();
        var products = Products();
        var funds = List(AgreementFields.Funds);
        if (!_fields.ContainsKey(AgreementFields.HiddenColumns))
        {
            // What is hidden has no silent default: leaving the field out must not show everything.
            _mistakes.Add($"{AgreementFields.HiddenColumns}: is missing; name the columns that are not granted, or write null for none.");
        }

        var hidden = List(AgreementFields.HiddenColumns);
        var masked = MaskedColumns();
        var (startsAt, endsAt) = Period(now);
        if (Text(AgreementFields.Status, ItemCharactersMax) is { Length: > 0 } status && status != "Activated")
        {
            _mistakes.Add($"{AgreementFields.Status}: is '{status}'; only an agreement that is Activated can be applied.");
        }

        foreach (var unknown in _fields.Keys)
        {
            _mistakes.Add($"{unknown}: is not a field of an agreement; remove it.");
        }

        return new AgreementDocument
        {
            Number = _number.GetValueOrDefault(),
            Account = _account.GetValueOrDefault(),
            ClientName = name,
            ClientEmail = email,
            Products = products,
            FundIds = funds,
            HiddenColumns = hidden,
            MaskedColumns = masked,
            StartsAt = startsAt,
            EndsAt = endsAt,
        };
    }

    private delegate bool TryParse<T>(string? text, out T value);

    private T? Parsed<T>(string field, TryParse<T> parse, string rule)
        where T : struct
    {
        var text = Text(field, ItemCharactersMax);
        if (parse(text, out var value))
        {
            return value;
        }

        if (text.Length > 0)
        {
            _mistakes.Add($"{field}: {rule}.");
        }

        return null;
    }

    private string Text(string field, int charactersMax)
    {
        if (!_fields.Remove(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            _mistakes.Add($"{field}: is missing.");
            return "";
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            _mistakes.Add($"{field}: must be text in quotes.");
            return "";
        }

        var text = value.GetString()!;
        if (text.Length == 0 || text.Length > charactersMax || text.Any(char.IsControl))
        {
            _mistakes.Add($"{field}: must have 1 to {charactersMax} characters and no control characters.");
            return "";
        }

        if (InvisibleCharacters.MistakeIn(text) is { } mistake)
        {
            _mistakes.Add($"{field}: {mistake}");
            return "";
        }

        return text;
    }

    private string Email()
    {
        var text = Text(AgreementFields.ClientEmail, ItemCharactersMax);
        if (text.Length > 0 && !IsAddress(text))
        {
            _mistakes.Add($"{AgreementFields.ClientEmail}: must be one e-mail address, for example data@client.example.");
        }

        return text;
    }

    // One bare ASCII address: a display name or a list would let an agreement address others.
    private static bool IsAddress(string text) => MailAddress.TryCreate(text, out var address)
        && address.Address == text && text.All(char.IsAscii) && text.IndexOfAny([' ', ',', ';', '<', '"']) < 0;

    private List<ProductName> Products()
    {
        var products = new List<ProductName>();
        foreach (var text in List(AgreementFields.Products))
        {
            if (ProductName.TryParse(text, out var product))
            {
                products.Add(product);
            }
            else
            {
                _mistakes.Add($"{AgreementFields.Products}: '{text}' is not a product name.");
            }
        }

        if (products.Count == 0)
        {
            _mistakes.Add($"{AgreementFields.Products}: must name at least one product.");
        }

        return products;
    }

    private List<MaskedColumn> MaskedColumns()
    {
        var masked = new List<MaskedColumn>();
        foreach (var item in List(AgreementFields.MaskedColumns))
        {
            if (item.Split(':', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, { Length: > 0 } rule])
            {
                masked.Add(new MaskedColumn(name, rule));
            }
            else
            {
                _mistakes.Add($"{AgreementFields.MaskedColumns}: '{item}' must be column:mask or table.column:mask, for example account_id:last4.");
            }
        }

        return masked;
    }

    private List<string> List(string field)
    {
        if (!_fields.Remove(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        List<string>? items = value.ValueKind switch
        {
            JsonValueKind.String => [.. value.GetString()!.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. value.EnumerateArray().Select(item => item.GetString()!)],
            _ => null,
        };
        if (items is null)
        {
            _mistakes.Add($"{field}: must be a list of texts, or one text with ';' between the values.");
            return [];
        }

        if (items.Count > ListItemsMax || items.Any(item => item.Length is 0 or > ItemCharactersMax || item.Any(char.IsControl)))
        {
            _mistakes.Add($"{field}: may list at most {ListItemsMax} values of 1 to {ItemCharactersMax} characters.");
            return [];
        }

        _mistakes.AddRange(items.Select(InvisibleCharacters.MistakeIn).OfType<string>().Distinct().Select(mistake => $"{field}: {mistake}"));
        foreach (var repeated in items.GroupBy(item => item, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _mistakes.Add($"{field}: lists '{repeated.Key}' more than once.");
        }

        return items;
    }

    private (DateTimeOffset StartsAt, DateTimeOffset EndsAt) Period(DateTimeOffset now)
    {
        var (start, end) = (Date(AgreementFields.Start), Date(AgreementFields.End));
        if (start is not { } first || end is not { } last)
        {
            return default;
        }

        var (startsAt, endsAt) = (first, last.AddDays(1));
        if (endsAt <= startsAt)
        {
            _mistakes.Add($"{AgreementFields.End}: is before {AgreementFields.Start}; swap or correct the dates.");
        }
        else if (endsAt <= now)
        {
            _mistakes.Add($"{AgreementFields.End}: is past; an agreement that has ended cannot be applied.");
        }
        else if (endsAt > startsAt.AddYears(YearsMax))
        {
            _mistakes.Add($"{AgreementFields.End}: is more than {YearsMax} years after {AgreementFields.Start}; correct the year.");
        }

        return (startsAt, endsAt);
    }

    private DateTimeOffset? Date(string field)
    {
        var text = Text(field, ItemCharactersMax);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1900 and <= 9000)
        {
            return new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        }

        if (text.Length > 0)
        {
            _mistakes.Add($"{field}: must be a date such as 2026-01-31.");
        }

        return null;
    }
}
