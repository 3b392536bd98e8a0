using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bourse.Events.CloudEvents;
using Bourse.Metastore;
using Bourse.Metastore.Outboxes;
using Bourse.Storage;

namespace Bourse.Events;

/// <summary>Publishes events through the transactional outbox: an event leaves if, and only if, the change it tells of commits.</summary>
public sealed partial class EventBus
{
    internal const string Topic = "events";
    private const int DataBytesMax = 64 * 1024;
    private const int SubjectLengthMax = 256;
    private const int TypeLengthMax = 128;

    private readonly Outbox _outbox;
    private readonly TimeProvider _clock;
    private readonly RandomNumberGenerator _random;
    private readonly Func<IMetastoreSession, Task<string?>>? _newestCheckpoint;

    /// <summary>Creates the bus.</summary>
    /// <param name="outbox">Where events wait.</param>
    /// <param name="clock">Gives the events' time.</param>
    /// <param name="random">Gives their ids.</param>
    /// <param name="identity">Whose bus it is.</param>
    /// <param name="newestCheckpoint">
    /// Reads the newest signed checkpoint of the audit log, which every event carries, so that whoever keeps events is a witness; null as long as there is none.
    /// Without it events carry none.
    /// </param>
    public EventBus(
        Outbox outbox, TimeProvider clock, RandomNumberGenerator random, EventBusIdentity identity, Func<IMetastoreSession, Task<string?>>? newestCheckpoint = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        _outbox = outbox;
        _clock = clock;
        _random = random;
        Identity = identity;
        _newestCheckpoint = newestCheckpoint;
    }

    /// <summary>Whose bus it is.</summary>
    public EventBusIdentity Identity { get; }

    /// <summary>Set after each commit with an event, so that this process's dispatcher need not wait for its next look.</summary>
    internal WakeSignal Published { get; } = new();

    /// <summary>Publishes an event in the caller's transaction.</summary>
    /// <returns>The event's id, which every delivery and retry of it carries.</returns>
    /// <exception cref="ArgumentException">A property of the event is malformed; the message names it.</exception>
    public async Task<string> PublishAsync(IMetastoreWriteSession session, BourseEvent bourseEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(bourseEvent);
        cancellationToken.ThrowIfCancellationRequested();
        Validate(bourseEvent);
        return await PublishAsync(session, bourseEvent.Audience, publisher: null, new CloudEvent
        {
            Id = NewId(),
            Source = Identity.Source,
            Type = bourseEvent.Type,
            Subject = bourseEvent.Subject,
            Time = _clock.GetUtcNow(),
            Checkpoint = _newestCheckpoint is null ? null : await _newestCheckpoint(session),
            Data = bourseEvent.Data,
        });
    }

    /// <summary>Publishes an account's own event in the caller's transaction; it alone hears it.</summary>
    /// <returns>The event's id.</returns>
    /// <exception cref="ArgumentException">A property of the event is malformed; the message names it.</exception>
    public Task<string> PublishAsync(IMetastoreWriteSession session, AccountEvent accountEvent)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (FindMistake(accountEvent) is { } mistake)
            throw new ArgumentException(mistake, nameof(accountEvent));
        return PublishAsync(session, accountEvent.Account, accountEvent.Account, new CloudEvent
        {
            Id = NewId(),
            Source = accountEvent.Source,
            Type = accountEvent.Type,
            Subject = accountEvent.Subject,
            Time = accountEvent.Time ?? _clock.GetUtcNow(),
            Data = accountEvent.Data,
        });
    }

    /// <summary>What is wrong with an account's own event, naming the property; null when nothing is.</summary>
    public static string? FindMistake(AccountEvent accountEvent)
    {
        ArgumentNullException.ThrowIfNull(accountEvent);
        if (!IsAccount(accountEvent.Account))
            return "Account must be 12 digits.";
        if (!SourcePattern().IsMatch(accountEvent.Source) || ReservedSource().IsMatch(accountEvent.Source))
            return "Source must have 1 to 256 letters, digits, '.', '_', '-' or '/', and must not be 'bourse' or 'aws' or begin with either and '.'.";
        if (accountEvent.Type.Length is 0 or > TypeLengthMax || accountEvent.Type.Any(char.IsControl))
            return "DetailType must have 1 to 128 characters and no control character.";
        if (accountEvent.Subject.Length > SubjectLengthMax || accountEvent.Subject.Any(char.IsControl))
            return "Resources must hold a text of at most 256 characters and no control character.";
        return IsData(accountEvent.Data) ? null : string.Create(CultureInfo.InvariantCulture, $"Detail must be a JSON object of at most {DataBytesMax} bytes.");
    }

    internal static bool IsAccount(string text) => AccountPattern().IsMatch(text);

    private async Task<string> PublishAsync(IMetastoreWriteSession session, string audience, string? publisher, CloudEvent cloudEvent)
    {
        var envelope = new EventEnvelope(cloudEvent.Id, audience, publisher, cloudEvent.Type, cloudEvent.ToJson());
        await _outbox.EnqueueAsync(session, new OutboxMessage(Topic, envelope.ToJson()));
        session.OnCommitted(Published.Set);
        return cloudEvent.Id;
    }

    private string NewId() => $"evt_{RandomHex.New(_random)}";

    private static bool IsData(JsonElement data) => data.ValueKind == JsonValueKind.Object && JsonSerializer.SerializeToUtf8Bytes(data).Length <= DataBytesMax;

    private static void Validate(BourseEvent bourseEvent)
    {
        if (!TypePattern().IsMatch(bourseEvent.Type))
            throw Malformed(nameof(bourseEvent.Type), "must be lower-case words with dots and hyphens, such as revision.published");
        if (bourseEvent.Subject.Length is 0 or > SubjectLengthMax || bourseEvent.Subject.Any(char.IsControl))
            throw Malformed(nameof(bourseEvent.Subject), $"must have 1 to {SubjectLengthMax} characters and no control character");
        if (bourseEvent.Audience != BourseEvent.Everyone && !IsAccount(bourseEvent.Audience))
            throw Malformed(nameof(bourseEvent.Audience), "must be an account of 12 digits, or *");
        if (!IsData(bourseEvent.Data))
            throw Malformed(nameof(bourseEvent.Data), string.Create(CultureInfo.InvariantCulture, $"must be a JSON object of at most {DataBytesMax} bytes"));
    }

    private static ArgumentException Malformed(string property, string rule) => new($"The event's {property} {rule}.");

    [GeneratedRegex(@"\A[a-z0-9]+([.\-][a-z0-9]+)*\z")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9._\-/]{1,256}\z")]
    private static partial Regex SourcePattern();

    [GeneratedRegex(@"\A(bourse|aws)(\.|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex ReservedSource();

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex AccountPattern();
}
