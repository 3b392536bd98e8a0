using System.Text.Json;
using Bourse.Events;
using Bourse.Events.Rules;

namespace Bourse.Server.Protocols.EventBridge;

/// <summary>Targets as EventBridge's JSON has them. A target is a webhook of the account; order by a key is Kinesis's parameter, which says the same.</summary>
internal static class TargetJson
{
    public static RuleTarget Read(EventBridgeInput target, EventBusIdentity identity, string account)
    {
        var prefix = identity.WebhookArn(account, "");
        var arn = target.Required("Arn");
        var read = new RuleTarget
        {
            Id = target.Required("Id"),
            // One that is not the account's own is none of its webhooks, and is refused as such.
            WebhookId = arn.StartsWith(prefix, StringComparison.Ordinal) ? arn[prefix.Length..] : "",
            Settings = new TargetSettings
            {
                Input = target.Optional("Input"),
                InputPath = target.Optional("InputPath"),
                Transformer = ReadTransformer(target.Object("InputTransformer")),
            },
        };
        if (target.Object("RetryPolicy") is { } retries)
        {
            read = read with
            {
                Settings = read.Settings with { RetriesMax = retries.Integer("MaximumRetryAttempts"), AgeSecondsMax = retries.Integer("MaximumEventAgeInSeconds") },
            };
            retries.End();
        }
        if (target.Object("KinesisParameters") is { } kinesis)
        {
            read = read with { Settings = read.Settings with { OrderBy = kinesis.Required("PartitionKeyPath") } };
            kinesis.End();
        }
        target.End();
        return read;
    }

    public static void Write(Utf8JsonWriter json, RuleTarget target, EventBusIdentity identity, string account)
    {
        var settings = target.Settings;
        json.WriteStartObject();
        json.WriteString("Id", target.Id);
        json.WriteString("Arn", identity.WebhookArn(account, target.WebhookId));
        WriteGiven(json, "Input", settings.Input);
        WriteGiven(json, "InputPath", settings.InputPath);
        if (settings.Transformer is { } transformer)
        {
            json.WriteStartObject("InputTransformer");
            json.WriteStartObject("InputPathsMap");
            foreach (var (name, path) in transformer.Paths)
                json.WriteString(name, path);
            json.WriteEndObject();
            json.WriteString("InputTemplate", transformer.Template);
            json.WriteEndObject();
        }
        if (settings.RetriesMax is not null || settings.AgeSecondsMax is not null)
        {
            json.WriteStartObject("RetryPolicy");
            if (settings.RetriesMax is { } retries)
                json.WriteNumber("MaximumRetryAttempts", retries);
            if (settings.AgeSecondsMax is { } age)
                json.WriteNumber("MaximumEventAgeInSeconds", age);
            json.WriteEndObject();
        }
        if (settings.OrderBy is { } orderBy)
        {
            json.WriteStartObject("KinesisParameters");
            json.WriteString("PartitionKeyPath", orderBy);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static InputTransformer? ReadTransformer(EventBridgeInput? input)
    {
        if (input is null)
            return null;
        var transformer = new InputTransformer { Paths = input.Texts("InputPathsMap"), Template = input.Required("InputTemplate") };
        input.End();
        return transformer;
    }

    private static void WriteGiven(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
