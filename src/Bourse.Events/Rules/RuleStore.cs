using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Bourse.Events.Patterns;
using Bourse.Metastore;
using Bourse.Storage;

namespace Bourse.Events.Rules;

/// <summary>Accounts' rules and their targets. Every method works in the caller's transaction, so that what records a change commits with it.</summary>
/// <param name="clock">Dates rules.</param>
/// <param name="random">Gives ids.</param>
public sealed partial class RuleStore(TimeProvider clock, RandomNumberGenerator random)
{
    /// <summary>The most rules an account may have.</summary>
    public const int RulesMax = 100;

    /// <summary>The most targets a rule may have, as with EventBridge.</summary>
    public const int TargetsMax = 5;

    private const int DescriptionLengthMax = 512;
    private const int IdBytes = 10;

    /// <summary>Puts a rule, new or in place of the one of its name, whose targets stay.</summary>
    public async Task<RuleOutcome> PutAsync(IMetastoreWriteSession session, EventRule rule)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (FindMistake(rule) is { } mistake)
            return mistake;
        var rows = await session.ExecuteAsync(
            """
            INSERT INTO event_rules (account, name, pattern, description, enabled, created_at)
            SELECT @Account, @Name, @Pattern, @Description, @Enabled, @Now
             WHERE (SELECT count(*) FROM event_rules WHERE account = @Account AND name <> @Name) < @RulesMax
            ON CONFLICT (account, name) DO UPDATE SET pattern = excluded.pattern, description = excluded.description, enabled = excluded.enabled
            """,
            new { rule.Account, rule.Name, rule.Pattern, rule.Description, rule.Enabled, Now = MetastoreTime.ToMicroseconds(clock.GetUtcNow()), RulesMax });
        return rows == 1
            ? new RuleOutcome.Done()
            : new RuleOutcome.TooMany(string.Create(CultureInfo.InvariantCulture, $"The account has {RulesMax} rules already: delete one first."));
    }

    /// <summary>Deletes a rule; one that is not there is deleted already.</summary>
    public static async Task<RuleOutcome> DeleteAsync(IMetastoreWriteSession session, string account, string name)
    {
        ArgumentNullException.ThrowIfNull(session);
        if ((await ListTargetsAsync(session, account, name)).Count > 0)
            return new RuleOutcome.HasTargets();
        return await session.ExecuteAsync("DELETE FROM event_rules WHERE account = @account AND name = @name", new { account, name }) == 1
            ? new RuleOutcome.Done()
            : new RuleOutcome.NoSuchRule();
    }

    /// <summary>Puts a rule in force or out of it.</summary>
    public static async Task<RuleOutcome> EnableAsync(IMetastoreWriteSession session, string account, string name, bool enabled)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.ExecuteAsync(
            "UPDATE event_rules SET enabled = @Enabled WHERE account = @account AND name = @name", new { account, name, Enabled = enabled ? 1L : 0L }) == 1
            ? new RuleOutcome.Done()
            : new RuleOutcome.NoSuchRule();
    }

    /// <summary>A rule; null when the account has none of the name.</summary>
    public static async Task<EventRule?> FindAsync(IMetastoreSession session, string account, string name)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.QuerySingleOrDefaultAsync<EventRule>(
            "SELECT account, name, pattern, description, enabled FROM event_rules WHERE account = @account AND name = @name", new { account, name });
    }

    /// <summary>The rules of an account, or of all, by name.</summary>
    public static async Task<IReadOnlyList<EventRule>> ListAsync(IMetastoreSession session, string? account)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.QueryAsync<EventRule>(
            "SELECT account, name, pattern, description, enabled FROM event_rules WHERE @account IS NULL OR account = @account ORDER BY account, name", new { account });
    }

    /// <summary>The targets of a rule, by their ids.</summary>
    public static async Task<IReadOnlyList<RuleTarget>> ListTargetsAsync(IMetastoreSession session, string account, string rule)
    {
        ArgumentNullException.ThrowIfNull(session);
        var rows = await session.QueryAsync<TargetRow>(
            "SELECT name, webhook_id, settings FROM event_targets WHERE account = @account AND rule = @rule ORDER BY name", new { account, rule });
        return [.. rows.Select(row => new RuleTarget { Id = row.Name, WebhookId = row.WebhookId, Settings = TargetSettings.Parse(row.Settings) })];
    }

    /// <summary>Puts a target of a rule, new or in place of the one of its id: what is on its way to that one goes on by the new settings.</summary>
    public async Task<RuleOutcome> PutTargetAsync(IMetastoreWriteSession session, string account, string rule, RuleTarget target)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (await FindMistakeAsync(session, account, rule, target) is { } mistake)
            return mistake;
        await session.ExecuteAsync(
            """
            INSERT INTO event_targets (id, account, rule, name, webhook_id, settings) VALUES (@Id, @account, @rule, @Name, @WebhookId, @Settings)
            ON CONFLICT (account, rule, name) DO UPDATE SET webhook_id = excluded.webhook_id, settings = excluded.settings
            """,
            new { Id = $"tg_{RandomHex.New(random, IdBytes)}", account, rule, Name = target.Id, target.WebhookId, Settings = target.Settings.ToJson() });
        return new RuleOutcome.Done();
    }

    /// <summary>Removes a target of a rule, with what is still on its way to it; false when the rule has none of the id.</summary>
    public static async Task<bool> RemoveTargetAsync(IMetastoreWriteSession session, string account, string rule, string id)
    {
        ArgumentNullException.ThrowIfNull(session);
        return await session.ExecuteAsync(
            "DELETE FROM event_targets WHERE account = @account AND rule = @rule AND name = @id", new { account, rule, id }) == 1;
    }

    private static RuleOutcome? FindMistake(EventRule rule)
    {
        if (!Name().IsMatch(rule.Name))
            return new RuleOutcome.Invalid("Name must have 1 to 64 letters, digits, '.', '_' or '-'.");
        if (rule.Description?.Length > DescriptionLengthMax)
            return new RuleOutcome.Invalid(string.Create(CultureInfo.InvariantCulture, $"Description must have at most {DescriptionLengthMax} characters."));
        try
        {
            EventPattern.Parse(rule.Pattern);
            return null;
        }
        catch (PatternException mistake)
        {
            return new RuleOutcome.InvalidPattern(mistake.Message);
        }
    }

    private static async Task<RuleOutcome?> FindMistakeAsync(IMetastoreWriteSession session, string account, string rule, RuleTarget target)
    {
        if (await FindAsync(session, account, rule) is null)
            return new RuleOutcome.NoSuchRule();
        if (!Name().IsMatch(target.Id))
            return new RuleOutcome.Invalid("Id must have 1 to 64 letters, digits, '.', '_' or '-'.");
        if (target.Settings.FindMistake() is { } mistake)
            return new RuleOutcome.Invalid($"{mistake}.");
        var isOwn = await session.QuerySingleOrDefaultAsync<long?>(
            "SELECT 1 FROM webhooks WHERE id = @WebhookId AND audience = @account", new { target.WebhookId, account }) is not null;
        if (!isOwn)
            return new RuleOutcome.Invalid("Arn must be that of a webhook which the account has registered.");
        var others = (await ListTargetsAsync(session, account, rule)).Count(other => other.Id != target.Id);
        return others < TargetsMax
            ? null
            : new RuleOutcome.TooMany(string.Create(CultureInfo.InvariantCulture, $"The rule has {TargetsMax} targets already: remove one first."));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._\-]{1,64}\z")]
    private static partial Regex Name();

    private sealed record TargetRow
    {
        public required string Name { get; init; }

        public required string WebhookId { get; init; }

        public required string Settings { get; init; }
    }
}
