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

    private readonly Outbox _outbox;
    private readonly TimeProvider _clock;
    private readonly RandomNumberGenerator _random;
    private readonly string _source;
    private readonly Func<IMetastoreSession, Task<string?>>? _newestCheckpoint;

    /// <summary>Creates the bus.</summary>
    /// <param name="outbox">Where events wait.</param>
    /// <param name="clock">Gives the events' time.</param>
    /// <param name="random">Gives their ids.</param>
    /// <param name="source">CloudEvents' <c>source</c>: this exchange, such as <c>urn:bourse:111111111111</c> or its public address.</param>
    /// <param name="newestCheckpoint">
    /// Reads the newest signed checkpoint of the audit log, which every event carries, so that whoever keeps events is a witness; null as long as there is none.
    /// Without it events carry none.
    /// </param>
    public EventBus(
        Outbox outbox, TimeProvider clock, RandomNumberGenerator random, Uri source, Func<IMetastoreSession, Task<string?>>? newestCheckpoint = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _outbox = outbox;
        _clock = clock;
        _random = random;
        _source = source.ToString();
        _newestCheckpoint = newestCheckpoint;
    }

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
        var cloudEvent = new CloudEvent
        {
            Id = $"evt_{RandomHex.New(_random)}",
            Source = _source,
            Type = bourseEvent.Type,
            Subject = bourseEvent.Subject,
            Time = _clock.GetUtcNow(),
            Checkpoint = _newestCheckpoint is null ? null : await _newestCheckpoint(session),
            Data = bourseEvent.Data,
        };
        var envelope = new EventEnvelope(cloudEvent.Id, bourseEvent.Audience, bourseEvent.Type, cloudEvent.ToJson());
        await _outbox.EnqueueAsync(session, new OutboxMessage(Topic, envelope.ToJson()));
        session.OnCommitted(Published.Set);
        return cloudEvent.Id;
    }

    internal static bool IsAccount(string text) => AccountPattern().IsMatch(text);

    private static void Validate(BourseEvent bourseEvent)
    {
        if (!TypePattern().IsMatch(bourseEvent.Type))
            throw Malformed(nameof(bourseEvent.Type), "must be lower-case words with dots and hyphens, such as revision.published");
        if (bourseEvent.Subject.Length is 0 or > SubjectLengthMax || bourseEvent.Subject.Any(char.IsControl))
            throw Malformed(nameof(bourseEvent.Subject), $"must have 1 to {SubjectLengthMax} characters and no control character");
        if (bourseEvent.Audience != BourseEvent.Everyone && !IsAccount(bourseEvent.Audience))
            throw Malformed(nameof(bourseEvent.Audience), "must be an account of 12 digits, or *");
        if (bourseEvent.Data.ValueKind != JsonValueKind.Object || JsonSerializer.SerializeToUtf8Bytes(bourseEvent.Data).Length > DataBytesMax)
            throw Malformed(nameof(bourseEvent.Data), string.Create(CultureInfo.InvariantCulture, $"must be a JSON object of at most {DataBytesMax} bytes"));
    }

    private static ArgumentException Malformed(string property, string rule) => new($"The event's {property} {rule}.");

    [GeneratedRegex(@"\A[a-z0-9]+([.\-][a-z0-9]+)*\z")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex AccountPattern();
}
