using Bourse.Access.Authorization;
using Bourse.Exchange.Publishing;

namespace Bourse.Exchange.Reading;

/// <summary>A product that a client is entitled to.</summary>
/// <param name="Entitlement">What it may read of it.</param>
/// <param name="Newest">The newest revision it can read; null before the first, and while its part of the product is not at hand.</param>
public sealed record ReadableProduct(Entitlement Entitlement, Revision? Newest);
