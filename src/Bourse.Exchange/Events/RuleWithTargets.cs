using Bourse.Events.Rules;

namespace Bourse.Exchange.Events;

/// <summary>A rule with its targets, by their ids.</summary>
public sealed record RuleWithTargets(EventRule Rule, IReadOnlyList<RuleTarget> Targets);
