using Bourse.Access.Authorization;
using Bourse.Contracts;
using Bourse.Exchange.Products;

namespace Bourse.Exchange.Metering;

/// <summary>What agreements owe for a month, by the price of each product's contract and by what was read.</summary>
public sealed class ChargeReport(UsageReport usage, ProductStore products, GrantStore grants)
{
    private const decimal GigabyteBytes = 1_000_000_000;
    private const int MonthsOfYear = 12;
    private const int CentDigits = 2;

    /// <summary>
    /// A charge for each agreement and product whose term meets the month. One that was terminated is charged for months in which it was used.
    /// </summary>
    /// <param name="month">The month's first day.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<Charge>> ReadAsync(DateOnly month, CancellationToken cancellation)
    {
        var from = new DateTimeOffset(month.Year, month.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var to = from.AddMonths(1);
        var request = new UsageRequest { By = [UsageDimension.Agreement, UsageDimension.Product], From = from, To = to };
        var used = (await usage.ReadAsync(request, cancellation)).ToDictionary(line => (line.Of[0], line.Of[1]));
        var charges = new List<Charge>();
        foreach (var product in await products.ListAsync(cancellation))
        {
            foreach (var grant in await grants.ListAsync(product.Name, cancellation))
            {
                var line = used.GetValueOrDefault((grant.Agreement.Value, product.Name.Value));
                if (line is not null || (grant.State != AgreementState.Terminated && grant.StartsAt < to && from < grant.EndsAt))
                    charges.Add(ChargeOf(grant, product.Contract.Price, line ?? new UsageLine([], 0, 0)));
            }
        }

        return [.. charges.OrderBy(charge => charge.Agreement, StringComparer.Ordinal).ThenBy(charge => charge.Product, StringComparer.Ordinal)];
    }

    private static Charge ChargeOf(Grant grant, Price? price, UsageLine used)
    {
        var (plan, amount) = price switch
        {
            null => (ChargePlan.Other, (decimal?)null),
            { Amount: 0 } => (ChargePlan.Free, 0),
            { Unit: "month" } => (ChargePlan.Flat, price.Amount),
            { Unit: "year" } => (ChargePlan.Flat, price.Amount / MonthsOfYear),
            { Unit: "request" } => (ChargePlan.PerRequest, price.Amount * used.Requests),
            { Unit: "GB" } => (ChargePlan.PerGigabyte, price.Amount * used.Bytes / GigabyteBytes),
            _ => (ChargePlan.Other, null),
        };
        return new Charge
        {
            Agreement = grant.Agreement.Value,
            Account = grant.Account.Value,
            Product = grant.Product.Value,
            Plan = plan,
            Requests = used.Requests,
            Bytes = used.Bytes,
            Amount = amount is { } exact ? decimal.Round(exact, CentDigits, MidpointRounding.ToEven) : null,
            Currency = price?.Currency,
        };
    }
}
