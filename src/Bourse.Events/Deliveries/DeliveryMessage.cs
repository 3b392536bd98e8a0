using System.Text;
using Bourse.Events.CloudEvents;
using Bourse.Events.Rules;
using Bourse.Metastore;

namespace Bourse.Events.Deliveries;

/// <summary>
/// What is sent of an event to a target. It is made from the stored event by the target's settings, so a repeated attempt sends the same bytes as long as these
/// stay.
/// </summary>
internal sealed record DeliveryMessage(byte[] Body, string MediaType)
{
    /// <summary>The longest message; a template may name an event many times.</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>What a longer one is answered with, for its account to read.</summary>
    public const string TooLong = "not sent: the target's input makes more than 262144 bytes of the event; change it and redrive";

    public static DeliveryMessage Of(ClaimedDelivery delivery, EventBusIdentity identity)
    {
        var settings = delivery.Settings;
        if (settings is { Input: null, InputPath: null, Transformer: null })
            return new DeliveryMessage(Encoding.UTF8.GetBytes(delivery.Body), CloudEvent.MediaType);
        return new DeliveryMessage(Encoding.UTF8.GetBytes(settings.Input ?? Shaped(delivery, settings, identity)), "application/json");
    }

    private static string Shaped(ClaimedDelivery delivery, TargetSettings settings, EventBusIdentity identity)
    {
        using var bourseEvent = EventBridgeForm.Of(delivery.Body, delivery.Publisher, identity);
        if (settings.InputPath is { } path)
            return JsonPath.TryParse(path)!.Find(bourseEvent.RootElement)?.GetRawText() ?? "null";
        var rule = delivery.Rule ?? "";
        return settings.Transformer!.Render(
            bourseEvent.RootElement, identity.RuleArn(delivery.Audience, rule), rule, MetastoreTime.FromMicroseconds(delivery.EnqueuedAt));
    }
}
