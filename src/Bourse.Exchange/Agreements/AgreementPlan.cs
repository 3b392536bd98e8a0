using Bourse.Access.Authorization;
using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Agreements;

/// <summary>What an agreement comes to, before anything is done.</summary>
/// <param name="Document">The agreement.</param>
/// <param name="Grants">Its grants, each with the revision it starts at.</param>
/// <param name="Contracts">What it leaves of its products' contracts, in the agreement's order.</param>
/// <param name="Mistakes">What stands against it; empty when it can be applied.</param>
internal sealed record AgreementPlan(
    AgreementDocument Document, IReadOnlyList<(Grant Grant, Revision Revision)> Grants, IReadOnlyList<DataContract> Contracts, IReadOnlyList<string> Mistakes);
